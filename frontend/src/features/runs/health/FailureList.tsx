import { Link } from "react-router";
import type { BlockFailures, ProviderFailures } from "@/api/types";
import { Button } from "@/ui/Button";
import { ChartPanel } from "./charts/ChartPanel";
import charts from "./charts/Charts.module.css";
import { runsLink } from "../list/runsLink";
import styles from "./Health.module.css";
import { Bar } from "./Bar";
import { codeWords, text } from "./text";

export interface FailureListProps {
  failures: readonly BlockFailures[];
  more: number;
  /** Shown for one workflow alone: its name is not repeated. */
  isOne: boolean;
  window: { from: string; to: string };
  provider: ProviderFailures | undefined;
  onClear: () => void;
}

/** Blocks by how many runs they failed in; each leads to those runs. */
export function FailureList({ failures, more, isOne, window, provider, onClear }: FailureListProps) {
  const shown = provider ? failures.filter((block) => block.provider === provider.provider) : failures;
  const most = Math.max(1, ...shown.map((block) => block.runs));
  const clear = provider && (
    <Button size="small" onClick={onClear}>
      {text.providers.clear}
    </Button>
  );
  return (
    <ChartPanel title={text.failures.title} hint={provider ? text.providers.only(provider.name) : text.failures.hint} actions={clear}>
      {shown.length === 0 && <p className={charts.none}>{provider ? text.failures.noneOf(provider.name) : text.failures.none}</p>}
      <ol className={styles.ranks}>
        {shown.map((block) => (
          <li key={`${block.workflowId}/${block.blockId}`}>
            <Link className={styles.rank} to={runsLink({ workflowId: block.workflowId, block: block.blockId, blockStatus: "failed", from: window.from, to: window.to })}>
              <span className={styles.what}>
                <b>{block.blockName}</b>
                {!isOne && <small>{block.workflowName}</small>}
              </span>
              <span className={styles.number}>{text.failures.runs(block.runs)}</span>
              <Bar share={block.runs / most} />
              <small className={styles.codes}>{codesOf(block.codes)}</small>
            </Link>
          </li>
        ))}
      </ol>
      {more > 0 && !provider && <p className={charts.none}>{text.failures.more(more)}</p>}
    </ChartPanel>
  );
}

/** "Rate limited 42, HTTP 400 12", the four most frequent. */
export function codesOf(codes: BlockFailures["codes"]): string {
  return codes
    .slice(0, 4)
    .map(({ code, steps }) => `${codeWords(code)} ${steps.toLocaleString("en-US")}`)
    .join(" · ");
}
