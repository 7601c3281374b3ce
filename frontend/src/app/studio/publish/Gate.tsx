import { findBlock } from "@/graph/definition";
import type { Problem } from "@/graph/store";
import { useStudio } from "@/graph-react/useStudio";
import { StatusGlyph } from "@/ui/StatusGlyph";
import styles from "./Publish.module.css";
import { CHECKS, text } from "./text";

/** Every check by name, passed or with what it found; each finding leads to its block. */
export function Gate({ problems, onGo }: { problems: readonly Problem[]; onGo: (blockId: string | null) => void }) {
  const left = new Set(problems);
  const rows = CHECKS.map(({ name, codes }) => {
    const found = problems.filter((problem) => left.has(problem) && codes.test(problem.code));
    found.forEach((problem) => left.delete(problem));
    return { name, found };
  });
  return (
    <ul className={styles.gate}>
      {rows.map(({ name, found }) => (
        <li key={name} data-passed={found.length === 0}>
          <StatusGlyph state={found.length === 0 ? "completed" : found.some((problem) => problem.severity === "error") ? "failed" : "problem"} size={14} />
          <div>
            <span>{name}</span>
            {found.map((problem, index) => (
              <Finding key={index} problem={problem} onGo={onGo} />
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Finding({ problem, onGo }: { problem: Problem; onGo: (blockId: string | null) => void }) {
  const name = useStudio((state) => (problem.blockId ? findBlock(state.doc, problem.blockId)?.name : undefined));
  return (
    <button type="button" className={styles.finding} title={name === undefined ? undefined : text.goTo(name)} onClick={() => onGo(problem.blockId)}>
      {name !== undefined && <b>{name}</b>} {problem.message}
    </button>
  );
}
