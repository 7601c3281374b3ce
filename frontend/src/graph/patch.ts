/** One undo step: only what changed, so that history stays small however large the drawing is. */
import { edgeKey, type BlockDef, type Definition, type EdgeDef } from "./definition";

type Top = Partial<Omit<Definition, "blocks" | "edges">>;

export interface BlockChange {
  id: string;
  index: number;
  before: BlockDef | null;
  after: BlockDef | null;
}

export interface Patch {
  top: { before: Top; after: Top } | null;
  blocks: BlockChange[];
  edges: { removed: EdgeDef[]; added: EdgeDef[] } | null;
}

const TOP_FIELDS = ["name", "description", "inputSchema", "outputSchema", "variables", "settings", "notes"] as const;

/** What turns `before` into `after`; null when they are the same drawing. */
export function diff(before: Definition, after: Definition): Patch | null {
  const patch: Patch = { top: diffTop(before, after), blocks: diffBlocks(before, after), edges: diffEdges(before, after) };
  return patch.top || patch.blocks.length > 0 || patch.edges ? patch : null;
}

export function apply(doc: Definition, patch: Patch): Definition {
  return change(doc, patch.top?.after, patch.blocks, "after", patch.edges?.removed ?? [], patch.edges?.added ?? []);
}

export function revert(doc: Definition, patch: Patch): Definition {
  return change(doc, patch.top?.before, patch.blocks, "before", patch.edges?.added ?? [], patch.edges?.removed ?? []);
}

/** Two steps in a row as one. */
export function join(first: Patch, second: Patch): Patch {
  const blocks = new Map(first.blocks.map((entry) => [entry.id, entry]));
  for (const entry of second.blocks) {
    const earlier = blocks.get(entry.id);
    blocks.set(entry.id, earlier ? { ...earlier, after: entry.after } : entry);
  }
  const top = first.top && second.top
    ? { before: { ...second.top.before, ...first.top.before }, after: { ...first.top.after, ...second.top.after } }
    : (first.top ?? second.top);
  return { top, blocks: [...blocks.values()], edges: joinEdges(first.edges, second.edges) };
}

/** Ids the step touched and that exist after it went `to` that side: what undo brings back into view. */
export function touched(patch: Patch, side: "before" | "after"): string[] {
  return patch.blocks.filter((entry) => entry[side] !== null).map((entry) => entry.id);
}

function diffTop(before: Definition, after: Definition): Patch["top"] {
  const changed = TOP_FIELDS.filter((field) => before[field] !== after[field]);
  if (changed.length === 0) return null;
  const pick = (doc: Definition) => Object.fromEntries(changed.map((field) => [field, doc[field]])) as Top;
  return { before: pick(before), after: pick(after) };
}

function diffBlocks(before: Definition, after: Definition): BlockChange[] {
  if (before.blocks === after.blocks) return [];
  const earlier = new Map(before.blocks.map((block, index) => [block.id, { block, index }]));
  const changes: BlockChange[] = [];
  after.blocks.forEach((block, index) => {
    const old = earlier.get(block.id);
    if (!old) changes.push({ id: block.id, index, before: null, after: block });
    else if (old.block !== block) changes.push({ id: block.id, index: old.index, before: old.block, after: block });
    earlier.delete(block.id);
  });
  for (const { block, index } of earlier.values()) changes.push({ id: block.id, index, before: block, after: null });
  return changes.sort((a, b) => a.index - b.index);
}

function diffEdges(before: Definition, after: Definition): Patch["edges"] {
  if (before.edges === after.edges) return null;
  const had = new Set(before.edges.map(edgeKey));
  const has = new Set(after.edges.map(edgeKey));
  const removed = before.edges.filter((edge) => !has.has(edgeKey(edge)));
  const added = after.edges.filter((edge) => !had.has(edgeKey(edge)));
  return removed.length + added.length > 0 ? { removed, added } : null;
}

function joinEdges(first: Patch["edges"], second: Patch["edges"]): Patch["edges"] {
  if (!first || !second) return first ?? second;
  const without = (edges: EdgeDef[], others: EdgeDef[]) => {
    const keys = new Set(others.map(edgeKey));
    return edges.filter((edge) => !keys.has(edgeKey(edge)));
  };
  return {
    removed: [...first.removed.filter((edge) => !second.added.some((other) => edgeKey(other) === edgeKey(edge))), ...without(second.removed, first.added)],
    added: [...without(first.added, second.removed), ...without(second.added, first.removed)],
  };
}

function change(
  doc: Definition,
  top: Top | undefined,
  changes: BlockChange[],
  side: "before" | "after",
  removed: EdgeDef[],
  added: EdgeDef[],
): Definition {
  const next = { ...doc, ...top };
  if (changes.length > 0) {
    const by = new Map(changes.map((entry) => [entry.id, entry]));
    next.blocks = doc.blocks.flatMap((block) => {
      const entry = by.get(block.id);
      return entry ? (entry[side] ?? []) : block;
    });
    const present = new Set(doc.blocks.map((block) => block.id));
    for (const entry of changes) {
      const block = entry[side];
      if (block && !present.has(entry.id)) next.blocks.splice(Math.min(entry.index, next.blocks.length), 0, block);
    }
  }
  if (removed.length + added.length > 0) {
    const gone = new Set(removed.map(edgeKey));
    next.edges = [...doc.edges.filter((edge) => !gone.has(edgeKey(edge))), ...added];
  }
  return next;
}
