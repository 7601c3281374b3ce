import { Check } from "lucide-react";
import { useEffect, useRef } from "react";
import { errorSentence } from "@/api/errors";
import { cx } from "@/ui/cx";
import { Skeleton } from "@/ui/Skeleton";
import { text } from "../text";
import styles from "./PickField.module.css";
import type { usePick } from "./usePick";

export interface PickListProps {
  id: string;
  label: string;
  pick: ReturnType<typeof usePick>;
  value: string;
  isClosed: boolean;
}

/** What there is to choose from, what the app said when it gave nothing, and the next page where the list goes on. */
export function PickList({ id, label, pick, value, isClosed }: PickListProps) {
  const { rows, active, list } = pick;
  const box = useRef<HTMLDivElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active?.value]);
  useEffect(() => {
    if (!end.current || !hasNextPage || isFetchingNextPage || typeof IntersectionObserver === "undefined") return;
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && void fetchNextPage(), { root: box.current });
    seen.observe(end.current);
    return () => seen.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const isEmpty = rows.length === 0 && list.isSuccess && !list.isFetching;
  return (
    <div className={styles.panel}>
      {list.isError && (
        <div role="alert" className={styles.trouble}>
          <p>{errorSentence(list.error)}</p>
          <button type="button" className={styles.again} onMouseDown={(event) => event.preventDefault()} onClick={() => void list.refetch()}>
            {text.tryAgain}
          </button>
        </div>
      )}
      <div ref={box} id={id} role="listbox" aria-label={label} aria-busy={list.isFetching} className={styles.list}>
        {rows.map((row) => (
          // The keys are those of the field, which keeps the focus.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={row.value}
            id={`${id}-${row.value}`}
            role="option"
            tabIndex={-1}
            aria-selected={row === active}
            className={cx(styles.row, row === active && styles.on)}
            onMouseDown={(event) => event.preventDefault()}
            onMouseMove={() => pick.setActive(row.value)}
            onClick={() => pick.choose(row.value)}
          >
            <span className={styles.name}>{row.isTyped ? text.useTyped(row.value) : row.label}</span>
            {row.hint && <span className={styles.hint}>{row.hint}</span>}
            {row.value === value && <Check size={14} aria-label={text.chosen} />}
          </div>
        ))}
        {(list.isPending || isFetchingNextPage) && !list.isError && (
          <div className={styles.waiting} aria-label={text.loading}>
            <Skeleton width="70%" />
            <Skeleton width="50%" />
          </div>
        )}
        <div ref={end} />
      </div>
      {isEmpty && <p className={styles.nothing}>{isClosed ? text.noSuchChoice : text.nothingToChoose}</p>}
    </div>
  );
}
