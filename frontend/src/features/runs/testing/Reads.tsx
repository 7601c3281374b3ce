import { useState } from "react";
import type { Json } from "@/graph/definition";
import { ReadRow } from "./ReadRow";
import type { Read } from "./reads";
import styles from "./TestTab.module.css";
import { text } from "./text";

/** What the tested block reads: what its settings name, and on demand what else it could. */
export function Reads({ reads, onType }: { reads: Read[]; onType: (read: Read, value: Json | undefined) => void }) {
  const [all, setAll] = useState(false);
  const shown = all ? reads : reads.filter((read) => read.isNamed || read.origin.kind === "typed");
  const hidden = reads.length - shown.length;
  return (
    <section aria-label={text.reads}>
      <h3 className={styles.heading}>{text.reads}</h3>
      {shown.length === 0 && <p className={styles.quiet}>{text.readsNothing}</p>}
      <ul className={styles.reads}>
        {shown.map((read) => (
          <ReadRow key={read.of + read.key} read={read} onType={(value) => onType(read, value)} />
        ))}
      </ul>
      {hidden > 0 && (
        <button type="button" className={styles.more} onClick={() => setAll(true)}>
          {text.more(hidden)}
        </button>
      )}
    </section>
  );
}
