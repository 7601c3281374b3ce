import { ChevronRight, Link2 } from "lucide-react";
import { useEffect, useId, useRef, useState, type FormEvent } from "react";
import type { ValuePart } from "@/api/types";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { IconButton } from "@/ui/IconButton";
import { Input } from "@/ui/Input";
import { JsonNode } from "@/ui/json/JsonNode";
import styles from "./LargeValue.module.css";
import { text } from "./text";

const PAGE = 100;
/** Characters of a text that come at once. */
const TEXT_PAGE = 20_000;

interface PartProps {
  part: ValuePart;
  mark: string | number | null;
  /** The way to what was looked for inside the marked entry. */
  inside: readonly (string | number)[];
  /** What was looked for: marked in a text. */
  wanted: string;
  isFetching: boolean;
  onFrom: (from: number, mark?: number | null) => void;
  onOpen: (key: string | number) => void;
  onCopyPath: (key: string | number) => void;
  pathOf: (key: string | number) => string;
}

/** One page of a list, an object or a text. What is large inside it opens as a place of its own. */
export function Part({ part, mark, inside, wanted, isFetching, onFrom, onOpen, onCopyPath, pathOf }: PartProps) {
  const { kind, count, from, entries } = part;
  const size = kind === "text" ? TEXT_PAGE : PAGE;
  const to = Math.min(count, from + size);
  const marked = useRef<HTMLLIElement>(null);
  useEffect(() => {
    marked.current?.scrollIntoView({ block: "nearest" });
  }, [mark, part]);
  if (count === 0) return <p className={styles.said}>{text.empty}</p>;
  return (
    <>
      {kind === "list" && count > PAGE && <GoTo count={count} onGo={(wanted) => onFrom(wanted, wanted)} />}
      {kind === "value" && <JsonNode value={part.value} depth={0} openDepth={1} last />}
      {kind === "text" && <LongText text={part.text ?? ""} wanted={wanted} />}
      <ul className={cx(styles.entries, isFetching && styles.waiting)}>
        {entries.map((entry) => (
          <li key={entry.key} ref={entry.key === mark ? marked : undefined} className={cx(entry.key === mark && styles.marked)} aria-current={entry.key === mark ? "true" : undefined}>
            <div className={styles.entry}>
              {entry.isWhole ? (
                <JsonNode name={nameOf(entry.key)} value={entry.value} depth={0} openDepth={1} last reveal={entry.key === mark && inside.length > 0 ? inside : undefined} />
              ) : (
                <button type="button" className={styles.open} onClick={() => onOpen(entry.key)}>
                  <ChevronRight size={13} aria-hidden />
                  <b>{nameOf(entry.key)}</b> <span>{text.count(entry.kind, entry.count)}</span>
                </button>
              )}
            </div>
            <IconButton size="small" side="left" label={text.copyPath(pathOf(entry.key))} icon={<Link2 size={13} aria-hidden />} onClick={() => onCopyPath(entry.key)} />
          </li>
        ))}
      </ul>
      {count > size && (
        <div className={styles.pages}>
          <Button size="small" disabled={from === 0} onClick={() => onFrom(Math.max(0, from - size))}>
            {text.earlier}
          </Button>
          <span role="status">{text.shown(from, to - 1, count)}</span>
          <Button size="small" disabled={to >= count} onClick={() => onFrom(to)}>
            {text.later}
          </Button>
        </div>
      )}
    </>
  );
}

function LongText({ text: whole, wanted }: { text: string; wanted: string }) {
  const at = wanted === "" ? -1 : whole.toLowerCase().indexOf(wanted.toLowerCase());
  if (at === -1) return <pre className={styles.text}>{whole}</pre>;
  return (
    <pre className={styles.text}>
      {whole.slice(0, at)}
      <mark ref={(found) => found?.scrollIntoView({ block: "nearest" })}>{whole.slice(at, at + wanted.length)}</mark>
      {whole.slice(at + wanted.length)}
    </pre>
  );
}

function GoTo({ count, onGo }: { count: number; onGo: (item: number) => void }) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = Number(typed.replace(/[,\s]/g, ""));
    const fits = typed.trim() !== "" && Number.isInteger(wanted) && wanted >= 0 && wanted < count;
    setWrong(!fits);
    if (fits) onGo(wanted);
  };
  return (
    <form className={styles.goTo} onSubmit={submit}>
      <label htmlFor={id}>{text.goTo}</label>
      <Input id={id} inputMode="numeric" placeholder={text.goToHint(count)} value={typed} aria-invalid={isWrong || undefined} onChange={(event) => setTyped(event.target.value)} />
      <Button size="small" type="submit">
        {text.go}
      </Button>
      {isWrong && <span role="alert">{text.noSuch(count)}</span>}
    </form>
  );
}

function nameOf(key: string | number): string {
  return typeof key === "number" ? key.toLocaleString("en-US") : key;
}
