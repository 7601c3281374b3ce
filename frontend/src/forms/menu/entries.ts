import { rowsUnder, searchRows, wholeRow, type DataRow } from "../data/rows";
import { typeOfValue } from "../data/rows";
import { sampleText } from "../data/values";
import type { DataScope, DataSource, FunctionDoc } from "../data/scope";
import { prettyName } from "../references/prettyName";
import { writePath } from "../references/paths";

export type MenuView = { kind: "data" } | { kind: "inside"; source: DataSource; path: string[] } | { kind: "variables" } | { kind: "functions" };

export type MenuEntry =
  | { kind: "heading"; key: string; source: DataSource }
  | { kind: "back"; key: string; label: string; to: MenuView }
  | { kind: "row"; key: string; row: DataRow; source: DataSource | null }
  | { kind: "more"; key: string; source: DataSource; count: number }
  | { kind: "function"; key: string; doc: FunctionDoc }
  | { kind: "expression"; key: string; text: string };

/** A group shows this many fields; the rest is one step inside. */
const ROWS_PER_GROUP = 8;

/** The lines of the data menu for what is open and what was typed. */
export function entriesFor(scope: DataScope, view: MenuView, query: string): MenuEntry[] {
  if (view.kind === "functions") return [back("Functions"), ...functions(scope, query)];
  if (view.kind === "variables") return [back("Variables"), ...variables(scope, query)];
  if (view.kind === "inside" && query === "") return inside(view.source, view.path);
  return query.trim() === "" ? groups(scope) : matches(scope, query);
}

function groups(scope: DataScope): MenuEntry[] {
  return scope.sources.flatMap((source) => {
    const rows = rowsUnder(source);
    const shown = rows.length === 0 ? [wholeRow(source)] : rows.slice(0, ROWS_PER_GROUP);
    const hidden = rows.length - shown.length;
    return [
      heading(source),
      ...shown.map((row) => rowEntry(row, source)),
      ...(hidden > 0 ? [{ kind: "more" as const, key: `more:${writePath(source.root)}`, source, count: rows.length }] : []),
    ];
  });
}

function inside(source: DataSource, path: string[]): MenuEntry[] {
  const to: MenuView = path.length === 0 ? { kind: "data" } : { kind: "inside", source, path: path.slice(0, -1) };
  const whole = { ...wholeRow(source), path: [...source.root, ...path], name: "All of it", type: "object" as const, sample: "" };
  return [
    { kind: "back", key: "back", label: path.length === 0 ? source.name : prettyStep(path), to: path.length > 1 ? to : { kind: "data" } },
    rowEntry(whole, source),
    ...rowsUnder(source, path).map((row) => rowEntry(row, source)),
  ];
}

function matches(scope: DataScope, query: string): MenuEntry[] {
  const found = scope.sources.flatMap((source) => {
    const rows = searchRows(source, query, 12);
    return rows.length > 0 ? [heading(source), ...rows.map((row) => rowEntry(row, source))] : [];
  });
  const text = query.trim();
  return [...found, ...variables(scope, query), ...functions(scope, query).slice(0, 4), { kind: "expression", key: "expression", text }];
}

function variables(scope: DataScope, query: string): MenuEntry[] {
  return Object.entries(scope.variables)
    .filter(([name]) => `variables.${name} ${prettyName(name)}`.toLowerCase().includes(query.trim().toLowerCase()))
    .map(([name, value]) =>
      rowEntry({ path: ["variables", name], name: prettyName(name), type: typeOfValue(value), sample: sampleText(value), opens: false }, null),
    );
}

function functions(scope: DataScope, query: string): MenuEntry[] {
  const wanted = query.trim().toLowerCase();
  return scope.functions
    .filter((doc) => doc.name.toLowerCase().includes(wanted) || (wanted.length > 3 && doc.description.toLowerCase().includes(wanted)))
    .map((doc) => ({ kind: "function", key: `function:${doc.name}`, doc }));
}

const heading = (source: DataSource): MenuEntry => ({ kind: "heading", key: `heading:${writePath(source.root)}:${source.name}`, source });

const rowEntry = (row: DataRow, source: DataSource | null): MenuEntry => ({ kind: "row", key: `row:${source?.name ?? ""}:${writePath(row.path)}`, row, source });

const back = (label: string): MenuEntry => ({ kind: "back", key: "back", label, to: { kind: "data" } });

function prettyStep(path: string[]): string {
  const last = path.at(-1) ?? "";
  return /^\d+$/.test(last) ? `${prettyName(path.at(-2) ?? "Item")} ${String(Number(last) + 1)}` : prettyName(last);
}

/** What stands between the braces when the entry is chosen; null for lines that lead elsewhere. */
export function insertedText(entry: MenuEntry): string | null {
  if (entry.kind === "row") return writePath(entry.row.path);
  if (entry.kind === "expression") return entry.text;
  return entry.kind === "function" ? `${entry.doc.name}()` : null;
}

/** Where choosing or opening the entry leads inside the menu; null when it leads nowhere. */
export function opensInto(entry: MenuEntry): MenuView | null {
  if (entry.kind === "back") return entry.to;
  if (entry.kind === "more") return { kind: "inside", source: entry.source, path: [] };
  if (entry.kind === "row" && entry.source && entry.row.opens) {
    return { kind: "inside", source: entry.source, path: entry.row.path.slice(entry.source.root.length) };
  }
  return null;
}
