import type { VersionDiff } from "@/api/types";
import { edgeKey, findBlock, sameEdge, type BlockDef, type Definition } from "@/graph/definition";
import { isFrame } from "@/graph/frames";
import { CARD_WIDTH, cardHeight } from "@/graph/measures";
import type { Catalogue } from "@/graph/catalogue";
import type { Overlay, OverlayEdge, OverlayMark } from "@/graph/overlay";
import { text } from "./text";

const ASIDE = CARD_WIDTH + 60;

/** Both versions in one drawing, and what to paint: the later one with what it no longer has put back in its place. */
export function diffDrawing(catalogue: Catalogue, before: Definition, after: Definition, diff: VersionDiff): { doc: Definition; overlay: Overlay } {
  const removed = before.blocks.filter((block) => !findBlock(after, block.id));
  const kept = new Set(after.blocks.map((block) => block.id));
  // What stood in a frame that is still there stays in it; a frame that is gone comes back with its body.
  const back = removed.map((block) => movedAside(catalogue, after, block));
  const blocks = [...after.blocks, ...back];
  const known = new Set([...kept, ...back.map((block) => block.id)]);
  const gone = diff.edges.removed.filter((edge) => known.has(edge.source) && known.has(edge.target));
  const edges = [...after.edges, ...gone.filter((edge) => !after.edges.some((other) => sameEdge(edge, other)))];
  const marks = new Map(diff.blocks.map((change): [string, OverlayMark] => [change.id, { tone: change.change, text: changeWords(change) }]));
  const lines = new Map<string, OverlayEdge>(edges.map((edge) => [edgeKey(edge), { tone: "same" }]));
  for (const edge of diff.edges.added) lines.set(edgeKey(edge), { tone: "added" });
  for (const edge of gone) lines.set(edgeKey(edge), { tone: "removed" });
  return { doc: { ...after, blocks, edges }, overlay: { blocks: marks, edges: lines, otherwise: { tone: "same", text: text.unchangedBlock } } };
}

export function changeWords({ change, fields }: VersionDiff["blocks"][number]): string {
  return change === "changed" ? text.fields(fields.length) : text[change];
}

/** A block that is gone must not cover the one that took its place. */
function movedAside(catalogue: Catalogue, after: Definition, block: BlockDef): BlockDef {
  if (block.parentId || isFrame(catalogue, block)) return block;
  const height = cardHeight(catalogue, block);
  let x = block.position.x;
  const covers = (other: BlockDef) => Math.abs(other.position.x - x) < CARD_WIDTH && Math.abs(other.position.y - block.position.y) < height;
  while (after.blocks.some(covers)) x += ASIDE;
  return x === block.position.x ? block : { ...block, position: { ...block.position, x } };
}
