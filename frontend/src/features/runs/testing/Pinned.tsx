import { Pin } from "lucide-react";
import { useState } from "react";
import type { Json } from "@/graph/definition";
import { Button } from "@/ui/Button";
import { JsonBox } from "./JsonBox";
import styles from "./TestTab.module.css";
import { text } from "./text";

/** The output that test runs answer instead of running the block. */
export function Pinned({ value, onChange }: { value: Json; onChange: ((value: Json | undefined) => void) | null }) {
  const [editing, setEditing] = useState(false);
  return (
    <section aria-label={text.pinTitle} className={styles.pinned}>
      <h3 className={styles.heading}>
        <Pin size={13} aria-hidden />
        {text.pinTitle}
      </h3>
      <p className={styles.quiet}>{text.pinWhy}</p>
      <JsonBox
        label={text.pinTitle}
        value={value}
        editing={editing}
        onChange={(next) => onChange?.(next)}
        onDone={() => setEditing(false)}
        actions={
          !editing &&
          onChange && (
            <>
              <Button size="small" variant="plain" onClick={() => setEditing(true)}>
                {text.edit}
              </Button>
              <Button size="small" variant="plain" onClick={() => onChange(undefined)}>
                {text.unpin}
              </Button>
            </>
          )
        }
      />
    </section>
  );
}
