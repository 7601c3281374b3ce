import type { ProviderFailures } from "@/api/types";
import { cx } from "@/ui/cx";
import { Bar } from "./Bar";
import { ChartPanel } from "./charts/ChartPanel";
import charts from "./charts/Charts.module.css";
import { codesOf } from "./FailureList";
import styles from "./Health.module.css";
import { text } from "./text";

export interface ProviderListProps {
  providers: readonly ProviderFailures[];
  chosen: string;
  onChoose: (provider: string) => void;
}

/** Providers by how many steps they failed; choosing one shows its blocks alone. */
export function ProviderList({ providers, chosen, onChoose }: ProviderListProps) {
  const most = Math.max(1, ...providers.map((one) => one.steps));
  return (
    <ChartPanel title={text.providers.title} hint={text.providers.hint}>
      {providers.length === 0 && <p className={charts.none}>{text.providers.none}</p>}
      <ol className={styles.ranks}>
        {providers.map((one) => (
          <li key={one.provider}>
            <button type="button" className={cx(styles.rank, chosen === one.provider && styles.chosen)} aria-pressed={chosen === one.provider} onClick={() => onChoose(chosen === one.provider ? "" : one.provider)}>
              <span className={styles.what}>
                <b>{one.name}</b>
              </span>
              <span className={styles.number}>{one.steps.toLocaleString("en-US")}</span>
              <Bar share={one.steps / most} />
              <small className={styles.codes}>{codesOf(one.codes)}</small>
            </button>
          </li>
        ))}
      </ol>
    </ChartPanel>
  );
}
