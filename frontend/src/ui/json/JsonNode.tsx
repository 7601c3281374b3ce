import { useState } from "react";
import { JsonScalar } from "./JsonScalar";
import styles from "./JsonView.module.css";

const pageSize = 100;

interface JsonNodeProps {
  name?: string;
  value: unknown;
  depth: number;
  openDepth: number;
  last: boolean;
}

export function JsonNode({ name, value, depth, openDepth, last }: JsonNodeProps) {
  const isList = Array.isArray(value);
  if (typeof value !== "object" || value === null) {
    return (
      <div className={styles.line}>
        <Name name={name} />
        <JsonScalar value={value} />
        {!last && ","}
      </div>
    );
  }
  const count = isList ? value.length : Object.keys(value).length;
  if (count === 0) {
    return (
      <div className={styles.line}>
        <Name name={name} />
        {isList ? "[]" : "{}"}
        {!last && ","}
      </div>
    );
  }
  return <Branch name={name} value={value} count={count} isList={isList} depth={depth} openDepth={openDepth} last={last} />;
}

function Branch({ name, value, count, isList, depth, openDepth, last }: JsonNodeProps & { value: object; count: number; isList: boolean }) {
  const [open, setOpen] = useState(depth < openDepth && count <= pageSize);
  const [shown, setShown] = useState(pageSize);
  const words = isList ? `${count.toLocaleString("en-US")} ${count === 1 ? "item" : "items"}` : `${count} ${count === 1 ? "field" : "fields"}`;
  const [opening, closing] = isList ? ["[", "]"] : ["{", "}"];
  return (
    <div className={styles.line}>
      <button type="button" className={styles.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
        <span className={styles.mark} aria-hidden>
          {open ? "▾" : "▸"}
        </span>
        <Name name={name} />
        {opening}
        {!open && (
          <>
            <span className={styles.count}> {words} </span>
            {closing}
            {!last && ","}
          </>
        )}
      </button>
      {open && (
        <>
          {entries(value, isList, shown).map(([key, child], index) => (
            <JsonNode
              key={key}
              name={isList ? undefined : key}
              value={child}
              depth={depth + 1}
              openDepth={openDepth}
              last={index === count - 1}
            />
          ))}
          {shown < count && (
            <div className={styles.line}>
              <button type="button" className={styles.more} onClick={() => setShown(shown + pageSize)}>
                Show {Math.min(pageSize, count - shown)} more of {(count - shown).toLocaleString("en-US")}
              </button>
            </div>
          )}
          <span>
            {closing}
            {!last && ","}
          </span>
        </>
      )}
    </div>
  );
}

/** Only what will be drawn: a list of 100,000 items is never copied. */
function entries(value: object, isList: boolean, limit: number): [string, unknown][] {
  if (isList) return (value as unknown[]).slice(0, limit).map((child, index) => [String(index), child]);
  return Object.entries(value).slice(0, limit);
}

function Name({ name }: { name?: string }) {
  if (name === undefined) return null;
  return <span className={styles.key}>{name}: </span>;
}
