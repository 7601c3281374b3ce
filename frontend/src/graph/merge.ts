/** Three-way merge of two drawings that were both made from a third, block by block. */
import { edgeKey, findBlock, type BlockDef, type Definition, type EdgeDef, type Json, type NoteDef } from "./definition";
import { freshId, freshName } from "./ids";
import { CARD_WIDTH, COLUMN_GAP } from "./measures";

export type Side = "mine" | "theirs";
/** Both: theirs stays in its place, mine is added beside it as a copy. */
export type Choice = Side | "both";

/** What both sides changed, each in its own way: somebody has to choose. `null`: deleted there. */
export interface MergeConflict {
  /** The block's id, or "workflow:settings.timeoutMs" for what belongs to none. */
  key: string;
  name: string;
  blockId: string | null;
  fields: { path: string; mine: Json | undefined; theirs: Json | undefined }[];
  /** The side that deleted the block while the other one changed it. */
  deletedBy: Side | null;
  /** Not of triggers, where a copy would start runs twice, nor of frames, whose body there is only once. */
  canKeepBoth: boolean;
}

export interface Merge {
  conflicts: MergeConflict[];
  /** Names of blocks that only one side touched, or both without getting in each other's way. */
  taken: Record<Side | "both", string[]>;
  /** The drawing, given a side for each conflict. */
  resolve: (choices: Readonly<Record<string, Choice>>) => Definition;
}

type Fields = Map<string, Json | undefined>;
/** Where a block stands is nobody's work: mine stays, without asking. */
const NOBODYS = new Set(["position"]);

export function merge(base: Definition, mine: Definition, theirs: Definition): Merge {
  const conflicts: MergeConflict[] = [];
  const taken: Merge["taken"] = { mine: [], theirs: [], both: [] };
  const ids = [...new Set([...mine.blocks, ...theirs.blocks].map((block) => block.id))];
  const frames = new Set([...mine.blocks, ...theirs.blocks].map((block) => block.parentId));
  for (const id of ids) {
    const [was, a, b] = [findBlock(base, id), findBlock(mine, id), findBlock(theirs, id)];
    const name = (a ?? b)?.name ?? id;
    const [byMe, byThem] = [!same(was, a), !same(was, b)];
    if (byMe && byThem && !same(a, b)) {
      const conflict = blockConflict(id, name, was, a, b, frames.has(id));
      if (conflict) conflicts.push(conflict);
      else taken.both.push(name);
    } else if (byThem && !same(a, b)) taken.theirs.push(name);
    else if (byMe && !same(a, b)) taken.mine.push(name);
  }
  const top = fieldsOfTop(base, mine, theirs);
  for (const path of clashes(top.base, top.mine, top.theirs)) {
    const isNote = path.startsWith("notes.");
    const [mine, theirs] = [top.mine.get(path), top.theirs.get(path)].map((value) => (isNote ? wordsOf(value) : value));
    if (isNote && mine === theirs) continue; // moved on both sides
    const name = isNote ? "note" : path;
    conflicts.push({ key: `workflow:${path}`, name, blockId: null, deletedBy: null, canKeepBoth: false, fields: [{ path: name, mine, theirs }] });
  }
  return {
    conflicts,
    taken,
    resolve: (choices) => {
      const side = (key: string): Side => (choices[key] === "both" ? "theirs" : ((choices[key] as Side | undefined) ?? "mine"));
      const merged = ids.flatMap((id) => mergedBlock(findBlock(base, id), findBlock(mine, id), findBlock(theirs, id), side(id)) ?? []);
      const twice = conflicts.filter(({ key, canKeepBoth }) => canKeepBoth && choices[key] === "both");
      const blocks = twice.reduce((all, { key }) => withCopy(all, findBlock(mine, key)), merged);
      const kept = new Set(blocks.map((block) => block.id));
      const edges = mergedEdges(base, mine, theirs).filter((edge) => kept.has(edge.source) && kept.has(edge.target));
      const { notes, ...fields } = unflatten(mergedFields(top.base, top.mine, top.theirs, (path) => side(`workflow:${path}`)));
      return { ...mine, ...(mine.notes || notes ? { notes: Object.values(notes ?? {}) as unknown as NoteDef[] } : {}), ...(fields as Partial<Definition>), variables: (fields["variables"] ?? {}) as Definition["variables"], settings: (fields["settings"] ?? {}) as Definition["settings"], blocks: inFrames(blocks), edges };
    },
  };
}

function wordsOf(note: Json | undefined): string | undefined {
  return (note as NoteDef | null | undefined)?.text;
}

function blockConflict(id: string, name: string, was: BlockDef | undefined, a: BlockDef | undefined, b: BlockDef | undefined, isFrame: boolean): MergeConflict | null {
  if (!a || !b) return { key: id, name, blockId: id, fields: [], deletedBy: a ? "theirs" : "mine", canKeepBoth: false };
  const [base, mine, theirs] = [flat(was), flat(a), flat(b)];
  const fields = clashes(base, mine, theirs).map((path) => ({ path, mine: mine.get(path), theirs: theirs.get(path) }));
  return fields.length === 0 ? null : { key: id, name, blockId: id, fields, deletedBy: null, canKeepBoth: !isFrame && !a.type.startsWith("trigger.") };
}

/** The blocks and one more like this, under an id and a name of its own, to the right of what it is a copy of and led to by nothing. */
function withCopy(blocks: BlockDef[], block: BlockDef | undefined): BlockDef[] {
  if (!block) return blocks;
  const name = freshName(`${block.name} (mine)`, new Set(blocks.map((one) => one.name)));
  const id = freshId(name, new Map(blocks.map((one) => [one.id, one])));
  const taken = (x: number) => blocks.some((one) => Math.abs(one.position.x - x) < CARD_WIDTH && Math.abs(one.position.y - block.position.y) < CARD_WIDTH / 2);
  let x = block.position.x + CARD_WIDTH + COLUMN_GAP;
  while (taken(x)) x += CARD_WIDTH + COLUMN_GAP;
  return [...blocks, { ...block, id, name, position: { x, y: block.position.y } }];
}

function mergedBlock(was: BlockDef | undefined, a: BlockDef | undefined, b: BlockDef | undefined, side: Side): BlockDef | null {
  if (a && b) {
    if (same(a, b) || same(was, b)) return a;
    if (same(was, a)) return b;
    return unflatten(mergedFields(flat(was), flat(a), flat(b), () => side)) as unknown as BlockDef;
  }
  const left = a ?? b;
  if (!left) return null;
  if (!was) return left;
  // Deleted on one side: gone, unless the other changed it and that is wanted.
  if (same(was, left)) return null;
  return (side === "mine") === (a !== undefined) ? left : null;
}

/** The paths that both sides changed to something else than the other. */
function clashes(base: Fields, mine: Fields, theirs: Fields): string[] {
  return [...new Set([...mine.keys(), ...theirs.keys(), ...base.keys()])].filter((path) => {
    const [was, a, b] = [base.get(path), mine.get(path), theirs.get(path)];
    return !NOBODYS.has(path) && !same(a, b) && !same(was, a) && !same(was, b);
  });
}

function mergedFields(base: Fields, mine: Fields, theirs: Fields, side: (path: string) => Side): Fields {
  const merged: Fields = new Map();
  for (const path of new Set([...mine.keys(), ...theirs.keys()])) {
    const [was, a, b] = [base.get(path), mine.get(path), theirs.get(path)];
    const clash = !same(a, b) && !same(was, a) && !same(was, b);
    const value = clash ? (NOBODYS.has(path) || side(path) === "mine" ? a : b) : same(was, a) ? b : a;
    if (value !== undefined) merged.set(path, value);
  }
  return merged;
}

function mergedEdges(base: Definition, mine: Definition, theirs: Definition): EdgeDef[] {
  const [was, a, b] = [base, mine, theirs].map((doc) => new Set(doc.edges.map(edgeKey)));
  const all = new Map([...mine.edges, ...theirs.edges].map((edge) => [edgeKey(edge), edge]));
  return [...all].filter(([key]) => (was?.has(key) ? a?.has(key) && b?.has(key) : true)).map(([, edge]) => edge);
}

/** A frame that is gone leaves its body on the canvas. */
function inFrames(blocks: BlockDef[]): BlockDef[] {
  const known = new Set(blocks.map((block) => block.id));
  return blocks.map((block) => (block.parentId && !known.has(block.parentId) ? { ...block, parentId: null } : block));
}

function fieldsOfTop(base: Definition, mine: Definition, theirs: Definition): { base: Fields; mine: Fields; theirs: Fields } {
  const of = ({ name, description, inputSchema, outputSchema, variables, settings, notes = [] }: Definition): Fields =>
    new Map<string, Json | undefined>([
      ["name", name],
      ["description", description],
      ["inputSchema", inputSchema],
      ["outputSchema", outputSchema],
      ...Object.entries(variables).map(([key, value]) => [`variables.${key}`, value] as const),
      ...Object.entries(settings).map(([key, value]) => [`settings.${key}`, value] as const),
      ...notes.map((note) => [`notes.${note.id}`, note as unknown as Json] as const),
    ]);
  return { base: of(base), mine: of(mine), theirs: of(theirs) };
}

/** A block's own fields, and those of its config one by one. */
function flat(block: BlockDef | undefined): Fields {
  const fields: Fields = new Map();
  for (const [key, value] of Object.entries(block ?? {})) {
    if (key !== "config") fields.set(key, value as Json);
  }
  for (const [key, value] of Object.entries(block?.config ?? {})) fields.set(`config.${key}`, value);
  if (block) fields.set("config.", null);
  return fields;
}

/** Only the first dot parts: keys of a config hold dots themselves. */
function unflatten(fields: Fields): Record<string, Json> {
  const whole: Record<string, Json> = {};
  for (const [path, value] of fields) {
    const dot = path.indexOf(".");
    if (dot < 0) {
      whole[path] = value ?? null;
      continue;
    }
    const group = (whole[path.slice(0, dot)] ??= {}) as Record<string, Json>;
    const key = path.slice(dot + 1);
    if (key !== "") group[key] = value ?? null;
  }
  return whole;
}

/** The same JSON; `{x: undefined}` is `{}`, and the order of keys says nothing. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => same(left[key], right[key]));
}
