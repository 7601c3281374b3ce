import { ArrowDown, ArrowUp } from "lucide-react";
import type { TableColumn } from "@/api/types";
import { Checkbox } from "@/ui/Checkbox";
import { cx } from "@/ui/cx";
import { text } from "../text";
import styles from "./Grid.module.css";

export interface GridHeadProps {
  columns: readonly TableColumn[];
  hasOthers: boolean;
  sort: string;
  onSort: (sort: string) => void;
  /** Null where rows cannot be chosen. */
  selection: { all: boolean; some: boolean; toggle: () => void } | null;
}

/** The names of the columns; a click sorts by one, the next the other way round, the third by the time of insertion again. */
export function GridHead({ columns, hasOthers, sort, onSort, selection }: GridHeadProps) {
  return (
    <div className={styles.head} role="row" aria-rowindex={1}>
      {selection && (
        <div className={cx(styles.cell, styles.check)} role="columnheader">
          <Checkbox label={text.sheet.selectAll} checked={selection.all} mixed={selection.some && !selection.all} onChange={selection.toggle} />
        </div>
      )}
      {columns.map((column) => {
        const way = sort === column.name ? "ascending" : sort === `-${column.name}` ? "descending" : undefined;
        const next = way === "ascending" ? `-${column.name}` : way === "descending" ? "-createdAt" : column.name;
        return (
          <div key={column.id} className={cx(styles.cell, styles[column.type])} role="columnheader" aria-sort={way ?? "none"}>
            <button type="button" className={styles.sort} title={`${column.name}: ${text.types[column.type]}`} onClick={() => onSort(next)}>
              <span>{column.name}</span>
              {column.required && <span className={styles.required} title={text.column.required}>*</span>}
              {way === "ascending" && <ArrowUp size={13} aria-hidden />}
              {way === "descending" && <ArrowDown size={13} aria-hidden />}
            </button>
          </div>
        );
      })}
      {hasOthers && (
        <div className={cx(styles.cell, styles.json)} role="columnheader" title={text.sheet.othersWhy}>
          <span className={styles.value}>{text.sheet.others}</span>
        </div>
      )}
    </div>
  );
}
