/** Blocks as text, so that they travel through the system clipboard within a workflow, across workflows and into a chat. */
import { blockIndex, findBlock, type BlockDef, type Definition, type EdgeDef, type Point } from "./definition";
import { withBodies } from "./frames";
import { freshId, freshName } from "./ids";
import { snap } from "./measures";
import { rewriteBlock } from "./references";

export interface Clip {
  blocks: BlockDef[];
  edges: EdgeDef[];
}

const MARK = "headrace/blocks@1";

/** The chosen blocks with what is inside them, and the edges between them. */
export function clipOf(doc: Definition, ids: readonly string[]): Clip {
  const chosen = withBodies(doc, ids);
  return {
    blocks: doc.blocks.filter((block) => chosen.has(block.id)),
    edges: doc.edges.filter((edge) => chosen.has(edge.source) && chosen.has(edge.target)),
  };
}

export function clipText(clip: Clip): string {
  return JSON.stringify({ kind: MARK, ...clip }, null, 2);
}

/** Null for any text that is not blocks of ours; a whole definition counts too. */
export function parseClip(text: string): Clip | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const { kind, blocks, edges } = value as Record<string, unknown>;
  if (kind !== undefined && kind !== MARK) return null;
  if (!Array.isArray(blocks) || blocks.length === 0 || !blocks.every(isBlock)) return null;
  const ids = new Set(blocks.map((block) => block.id));
  const between = Array.isArray(edges) ? edges.filter(isEdge).filter((edge) => ids.has(edge.source) && ids.has(edge.target)) : [];
  return { blocks, edges: between };
}

/** The clip in the drawing under fresh ids; references among the pasted blocks follow them. `at` is the top left corner, `home` the frame it is pasted into; without one, blocks whose frame is here stay in it. */
export function paste(doc: Definition, clip: Clip, at: Point, home?: string | null): { doc: Definition; ids: string[] } {
  const left = Math.min(...clip.blocks.map((block) => block.position.x));
  const top = Math.min(...clip.blocks.map((block) => block.position.y));
  const taken = new Set(blockIndex(doc).keys());
  const names = new Set(doc.blocks.map((block) => block.name));
  const renamed = new Map<string, string>();
  const corner = snap(at);
  const placed = clip.blocks.map((block) => {
    const name = freshName(block.name, names);
    names.add(name);
    const id = taken.has(block.id) ? freshId(name, taken) : block.id;
    taken.add(id);
    renamed.set(block.id, id);
    return { ...block, id, name, position: { x: corner.x + block.position.x - left, y: corner.y + block.position.y - top } };
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
  return { doc: { ...doc, blocks: [...doc.blocks, ...blocks], edges: [...doc.edges, ...edges] }, ids: blocks.map((block) => block.id) };
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

function isEdge(value: unknown): value is EdgeDef {
  if (typeof value !== "object" || value === null) return false;
  const { source, sourcePort, target } = value as Record<string, unknown>;
  return typeof source === "string" && typeof sourcePort === "string" && typeof target === "string";
}
