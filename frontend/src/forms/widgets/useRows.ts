import { useState } from "react";

export interface Row<T> {
  key: number;
  value: T;
}

let lastKey = 0;

/**
 * Rows that live longer than the value they make: an empty or doubled name is no part of the value yet.
 * A value that changes from elsewhere (undo, another field) makes them anew.
 */
export function useRows<T, V>(value: V, read: (value: V) => T[], write: (rows: T[]) => V, onChange: (value: V) => void) {
  const [state, setState] = useState(() => ({ rows: read(value).map(withKey), made: JSON.stringify(value) }));
  const [added, setAdded] = useState<number | null>(null);
  let rows = state.rows;
  const given = JSON.stringify(value);
  if (given !== state.made) {
    rows = read(value).map(withKey);
    setState({ rows, made: given });
  }
  const put = (next: Row<T>[]) => {
    const made = write(next.map((row) => row.value));
    setState({ rows: next, made: JSON.stringify(made) });
    onChange(made);
  };
  return {
    rows,
    /** The row that was added last: that is where the person goes on. */
    added,
    change: (key: number, next: T) => put(rows.map((row) => (row.key === key ? { key, value: next } : row))),
    remove: (key: number) => put(rows.filter((row) => row.key !== key)),
    add: (next: T) => {
      const row = withKey(next);
      setAdded(row.key);
      put([...rows, row]);
    },
  };
}

function withKey<T>(value: T): Row<T> {
  lastKey += 1;
  return { key: lastKey, value };
}
