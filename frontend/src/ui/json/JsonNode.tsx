import { useState } from "react";
import { JsonScalar } from "./JsonScalar";
import { cx } from "../cx";
import { countOf, isRest } from "./cut";
import styles from "./JsonView.module.css";

const pageSize = 100;

interface JsonNodeProps {
  name?: string;
  value: unknown;
  depth: number;
  openDepth: number;
  last: boolean;
  /** The way to something inside, which is opened and marked; empty at the thing itself. */
  reveal?: readonly (string | number)[] | undefined;
}

export function JsonNode({ name, value, depth, openDepth, last, reveal }: JsonNodeProps) {
  const isList = Array.isArray(value);
  if (typeof value !== "object" || value === null) {
    return (
      <div className={cx(styles.line, reveal && styles.revealed)}>
        <Name name={name} />
        <JsonScalar value={value} />
        {!last && ","}
      </div>
    );
  }
  const kept = isList ? value.length : Object.keys(value).length;
  if (kept === 0) {
    return (
      <div className={styles.line}>
        <Name name={name} />
        {isList ? "[]" : "{}"}
        {!last && ","}
      </div>
    );
  }
  return <Branch name={name} value={value} count={kept} isList={isList} depth={depth} openDepth={openDepth} last={last} reveal={reveal} />;
}

function Branch({ name, value, count, isList, depth, openDepth, last, reveal }: JsonNodeProps & { value: object; count: number; isList: boolean }) {
  const [next, ...beyond] = reveal ?? [];
  const wanted = next === undefined ? -1 : isList ? Number(next) : Object.keys(value).indexOf(String(next));
  const [open, setOpen] = useState(wanted !== -1 || (depth < openDepth && count <= pageSize));
  const [shown, setShown] = useState(Math.max(1, Math.ceil((wanted + 1) / pageSize)) * pageSize);
  const all = countOf(value);
  const words = `${all.toLocaleString("en-US")} ${isList ? "item" : "field"}${all === 1 ? "" : "s"}`;
  const [opening, closing] = isList ? ["[", "]"] : ["{", "}"];
  return (
    <div className={cx(styles.line, reveal && next === undefined && styles.revealed)}>
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
          {entries(value, isList, shown).map(([key, child], index) =>
            isRest(value, key) ? (
              <div key={key} className={cx(styles.line, styles.count)}>
                {String(child)}
              </div>
            ) : (
              <JsonNode
                key={key}
                name={isList ? undefined : key}
                value={child}
                depth={depth + 1}
                openDepth={openDepth}
                last={index === count - 1}
                reveal={index === wanted ? beyond : undefined}
              />
            ),
          )}
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
