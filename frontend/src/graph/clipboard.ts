/** Blocks and notes as text, so that they travel through the system clipboard within a workflow, across workflows and into a chat. */
import { blockIndex, findBlock, type BlockDef, type Definition, type EdgeDef, type NoteDef, type Point } from "./definition";
import { withBodies } from "./frames";
import { freshId, freshName } from "./ids";
import { snap } from "./measures";
import { newNoteId } from "./notes";
import { rewriteBlock } from "./references";

export interface Clip {
  blocks: BlockDef[];
  edges: EdgeDef[];
  notes: NoteDef[];
}

/** The drawing with a clip in it, and what was made of its blocks and notes. */
export interface Pasted {
  doc: Definition;
  ids: string[];
  notes: string[];
}

const MARK = "headrace/blocks@1";

/** The chosen blocks with what is inside them, the edges between them, and the chosen notes. */
export function clipOf(doc: Definition, ids: readonly string[], notes: readonly string[] = []): Clip {
  const chosen = withBodies(doc, ids);
  return {
    blocks: doc.blocks.filter((block) => chosen.has(block.id)),
    edges: doc.edges.filter((edge) => chosen.has(edge.source) && chosen.has(edge.target)),
    notes: (doc.notes ?? []).filter((note) => notes.includes(note.id)),
  };
}

export function clipText(clip: Clip): string {
  return JSON.stringify({ kind: MARK, ...clip }, null, 2);
}

/** Null for any text that is neither blocks nor notes of ours; a whole definition counts too. */
export function parseClip(text: string): Clip | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { kind, blocks = [], edges, notes } = value as Record<string, unknown>;
  if (kind !== undefined && kind !== MARK) return null;
  if (!Array.isArray(blocks) || !blocks.every(isBlock)) return null;
  const papers = Array.isArray(notes) ? notes.filter(isNote).map(({ id, text, position, author, at }) => ({ id, text, position, author, at })) : [];
  if (blocks.length + papers.length === 0) return null;
  const ids = new Set(blocks.map((block) => block.id));
  const between = Array.isArray(edges) ? edges.filter(isEdge).filter((edge) => ids.has(edge.source) && ids.has(edge.target)) : [];
  return { blocks, edges: between, notes: papers };
}

/** The clip in the drawing under fresh ids; references among the pasted blocks follow them. `at` is the top left corner of all of it, `home` the frame it is pasted into; without one, blocks whose frame is here stay in it. */
export function paste(doc: Definition, clip: Clip, at: Point, home?: string | null): Pasted {
  const { x: left, y: top } = cornerOf(clip);
  const taken = new Set(blockIndex(doc).keys());
  const names = new Set(doc.blocks.map((block) => block.name));
  const renamed = new Map<string, string>();
  const corner = snap(at);
  const place = ({ x, y }: Point): Point => ({ x: corner.x + x - left, y: corner.y + y - top });
  const placed = clip.blocks.map((block) => {
    const name = freshName(block.name, names);
    names.add(name);
    const id = taken.has(block.id) ? freshId(name, taken) : block.id;
    taken.add(id);
    renamed.set(block.id, id);
    return { ...block, id, name, position: place(block.position) };
  });
  const blocks = placed.map((block) => {
    const own = block.parentId ?? undefined;
    const outside = home === undefined ? (own && findBlock(doc, own) ? own : null) : home;
    const parentId = (own && renamed.get(own)) ?? outside ?? (block.parentId === undefined ? undefined : null);
    return rewriteAll(parentId === block.parentId ? block : { ...block, parentId }, renamed);
  });
  const edges = clip.edges.map((edge) => ({
    ...edge,
    source: renamed.get(edge.source) ?? edge.source,
    target: renamed.get(edge.target) ?? edge.target,
  }));
  const known = new Set(doc.notes?.map(({ id }) => id));
  const notes = clip.notes.map((note) => ({ ...note, id: known.has(note.id) ? newNoteId() : note.id, position: place(note.position) }));
  const pasted = { ...doc, blocks: [...doc.blocks, ...blocks], edges: [...doc.edges, ...edges] };
  return {
    doc: notes.length > 0 ? { ...pasted, notes: [...(doc.notes ?? []), ...notes] } : pasted,
    ids: blocks.map((block) => block.id),
    notes: notes.map((note) => note.id),
  };
}

/** The top left corner of what a clip holds. */
export function cornerOf({ blocks, notes }: Clip): Point {
  const places = [...blocks, ...notes].map(({ position }) => position);
  return { x: Math.min(...places.map(({ x }) => x)), y: Math.min(...places.map(({ y }) => y)) };
}

/** Through names nobody has, so that swapped ids (a -> b while b -> c) do not run into each other. */
function rewriteAll(block: BlockDef, renamed: ReadonlyMap<string, string>): BlockDef {
  const pairs = [...renamed].filter(([from, to]) => from !== to).map(([from, to], index) => ({ from, to, between: `zz_between_${index}` }));
  const away = pairs.reduce((current, { from, between }) => rewriteBlock(current, from, between), block);
  return pairs.reduce((current, { to, between }) => rewriteBlock(current, between, to), away);
}

function isBlock(value: unknown): value is BlockDef {
  if (typeof value !== "object" || value === null) return false;
  const { id, type, name, position, config } = value as Record<string, unknown>;
  const point = position as Point | null | undefined;
  return (
    typeof id === "string" && typeof type === "string" && typeof name === "string" &&
    typeof config === "object" && config !== null && !Array.isArray(config) &&
    Number.isFinite(point?.x) && Number.isFinite(point?.y)
  );
}

function isNote(value: unknown): value is NoteDef {
  if (typeof value !== "object" || value === null) return false;
  const { id, text, position, author, at } = value as Record<string, unknown>;
  const point = position as Point | null | undefined;
  return [id, text, author, at].every((part) => typeof part === "string") && Number.isFinite(point?.x) && Number.isFinite(point?.y);
}

function isEdge(value: unknown): value is EdgeDef {
  if (typeof value !== "object" || value === null) return false;
  const { source, sourcePort, target } = value as Record<string, unknown>;
  return typeof source === "string" && typeof sourcePort === "string" && typeof target === "string";
}
