import { useMemo } from "react";
import { definitionOf, type Definition } from "@/graph/definition";
import { cx } from "@/ui/cx";
import styles from "./Compare.module.css";
import { folded, lineDiff } from "./lineDiff";
import { text } from "./text";

const SIGN = { same: " ", added: "+", removed: "−" };

/** The two definitions as text, side by side in one column, as a developer reads them. */
export function TextDiff({ before, after }: { before: Definition; after: Definition }) {
  const parts = useMemo(() => folded(lineDiff(written(before), written(after))), [before, after]);
  if (parts.every((part) => part.kind === "hidden")) return <p className={styles.quiet}>{text.noLines}</p>;
  return (
    <pre className={styles.lines} role="region" aria-label={text.json}>
      {parts.map((part, index) =>
        part.kind === "hidden" ? (
          <span key={index} className={styles.fold}>
            {text.hidden(part.count)}
            {"\n"}
          </span>
        ) : (
          <span key={index} className={cx(styles.line, part.kind !== "same" && styles[part.kind])}>
            <i>{part.after ?? part.before}</i>
            {SIGN[part.kind]} {part.text}
            {"\n"}
          </span>
        ),
      )}
    </pre>
  );
}

function written(doc: Definition): string {
  return JSON.stringify(definitionOf(doc), null, 2);
}
