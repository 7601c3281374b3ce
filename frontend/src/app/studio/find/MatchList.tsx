import { Replace } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent, type Ref } from "react";
import { fieldName } from "@/forms/schema/fieldName";
import { findBlock } from "@/graph/definition";
import { refusal, type Match } from "@/graph/find";
import { useStudio } from "@/graph-react/useStudio";
import { cx } from "@/ui/cx";
import { IconButton } from "@/ui/IconButton";
import { contextOf } from "./context";
import styles from "./Find.module.css";
import { text, whyNot } from "./text";

/** So many are listed; the others are reached by Replace all, or by a longer text. */
const LISTED = 200;

export interface MatchListProps {
  ref: Ref<HTMLUListElement>;
  matches: readonly Match[];
  replacement: string;
  onShow: (match: Match) => void;
  onReplace?: ((match: Match) => void) | undefined;
  /** Up from the first row, and where the last match was replaced. */
  onLeave: () => void;
}

/** One row is in the tab order; arrows go to the others, Enter opens the block. */
export function MatchList({ ref, matches, replacement, onShow, onReplace, onLeave }: MatchListProps) {
  const doc = useStudio((state) => state.doc);
  const catalogue = useStudio((state) => state.catalogue);
  const [stop, setStop] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  const returning = useRef(false);
  const listed = matches.slice(0, LISTED);
  const current = Math.min(stop, listed.length - 1);

  const focusRow = (index: number) => frame.current?.querySelectorAll<HTMLElement>("[data-row]")[index]?.focus();
  // After a replacement the row that had the focus is gone: the one in its place gets it.
  useEffect(() => {
    if (!returning.current) return;
    returning.current = false;
    focusRow(current);
  }, [matches, current]);

  const move = (event: KeyboardEvent<HTMLElement>) => {
    const to = { ArrowUp: current - 1, ArrowDown: current + 1, Home: 0, End: listed.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to < 0) onLeave();
    else if (to < listed.length) focusRow(to);
  };
  const place = (match: Match) => {
    const block = findBlock(doc, match.blockId);
    const [first, ...rest] = match.path;
    if (first === undefined) return { block: text.note, field: text.onCanvas };
    const field = first === "name" || first === "notes" ? text.fields[first] : block ? fieldName(catalogue, block, rest.join(".")) : "";
    return { block: block?.name ?? match.blockId, field };
  };
  return (
    <div ref={frame} className={styles.matches}>
      {/* The keys belong to the buttons inside, which have the focus. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul ref={ref} aria-label={text.keys} onKeyDown={move}>
        {listed.map((match, index) => {
          const { block, field } = place(match);
          const { before, found, after } = contextOf(match);
          const reason = refusal(match, replacement);
          return (
            <li key={`${match.blockId}/${match.path.join(".")}/${match.from}`} className={cx(styles.match, index === current && styles.current)}>
              <button type="button" data-row className={styles.go} tabIndex={index === current ? 0 : -1} onFocus={() => setStop(index)} onClick={() => onShow(match)}>
                <span className={styles.where}>
                  <b>{block}</b> {field}
                </span>
                <span className={styles.context}>
                  {before}
                  <mark>{found}</mark>
                  {after}
                </span>
                {onReplace && reason && reason !== "name" && <small>{whyNot(match, reason)}</small>}
                {onReplace && reason === "name" && replacement !== "" && <small>{whyNot(match, reason)}</small>}
              </button>
              {onReplace && !reason && (
                <IconButton
                  size="small"
                  label={text.oneAt(`${block}, ${field}`)}
                  icon={<Replace size={15} aria-hidden />}
                  tabIndex={index === current ? 0 : -1}
                  onFocus={() => setStop(index)}
                  onClick={() => {
                    if (listed.length === 1) onLeave();
                    else returning.current = true;
                    onReplace(match);
                  }}
                />
              )}
            </li>
          );
        })}
      </ul>
      {matches.length > LISTED && <p className={styles.said}>{text.more(matches.length - LISTED)}</p>}
    </div>
  );
}
