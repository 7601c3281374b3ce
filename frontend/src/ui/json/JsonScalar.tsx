import { useState } from "react";
import styles from "./JsonView.module.css";

const longText = 400;

export function JsonScalar({ value }: { value: unknown }) {
  if (typeof value === "string") return <JsonText text={value} />;
  if (typeof value === "number" || typeof value === "bigint") return <span className={styles.number}>{String(value)}</span>;
  return <span className={styles.boolean}>{value === undefined ? "undefined" : String(value)}</span>;
}

function JsonText({ text }: { text: string }) {
  const [whole, setWhole] = useState(false);
  const shown = whole || text.length <= longText ? text : text.slice(0, longText);
  return (
    <>
      <span className={styles.string}>{JSON.stringify(shown)}</span>
      {shown.length < text.length && (
        <button type="button" className={styles.more} onClick={() => setWhole(true)}>
          Show all {text.length.toLocaleString("en-US")} characters
        </button>
      )}
    </>
  );
}
