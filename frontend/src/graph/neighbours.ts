/** Where an arrow key goes: down and up along edges, sideways to what stands beside. */
import { findBlock, type BlockDef, type Definition } from "./definition";
import { bodyIndex, parentOf } from "./frames";
import { CARD_WIDTH } from "./measures";

export type Direction = "up" | "down" | "left" | "right";

export function neighbour(doc: Definition, fromId: string, direction: Direction): string | null {
  const from = findBlock(doc, fromId);
  if (!from) return null;
  const through = throughWall(doc, from, direction);
  if (through) return through;
  const linked = linkedBlocks(doc, from, direction);
  const pool = linked.length > 0 ? linked : doc.blocks.filter((block) => block.id !== fromId && lies(from, block, direction));
  return nearest(from, pool, direction)?.id ?? null;
}

/** The block focus starts at: the topmost. */
export function firstBlock(doc: Definition): string | null {
  const [first] = [...doc.blocks].sort((a, b) => a.position.y - b.position.y || a.position.x - b.position.x);
  return first?.id ?? null;
}

function linkedBlocks(doc: Definition, from: BlockDef, direction: Direction): BlockDef[] {
  const ids = doc.edges.flatMap((edge) => {
    const side = edge.sourcePort === "error" || edge.sourcePort === "rejected";
    if (direction === "down") return edge.source === from.id && !side ? [edge.target] : [];
    if (direction === "up") return edge.target === from.id && !side ? [edge.source] : [];
    if (direction === "right") return edge.source === from.id && side ? [edge.target] : [];
    return edge.target === from.id && side ? [edge.source] : [];
  });
  return ids.flatMap((id) => findBlock(doc, id) ?? []);
}

/** Down into a frame, down out of the end of its body to what follows the frame, and the same way up. */
function throughWall(doc: Definition, from: BlockDef, direction: Direction): string | null {
  const bodies = bodyIndex(doc);
  const home = parentOf(doc, from);
  const ends = (body: readonly BlockDef[], side: "source" | "target") => body.filter((block) => !doc.edges.some((edge) => edge[side] === block.id && edge.sourcePort !== "error"));
  const body = bodies.get(from.id) ?? [];
  if (direction === "down") {
    if (body.length > 0) return firstBlock({ ...doc, blocks: ends(body, "target") });
    const frame = home !== null && linkedBlocks(doc, from, direction).length === 0 ? findBlock(doc, home) : undefined;
    return (frame && nearest(from, linkedBlocks(doc, frame, direction), direction)?.id) ?? null;
  }
  if (direction !== "up") return null;
  const before = nearest(from, linkedBlocks(doc, from, direction), direction);
  if (!before) return home;
  const last = ends(bodies.get(before.id) ?? [], "source").sort((a, b) => b.position.y - a.position.y)[0];
  return last?.id ?? null;
}

function lies(from: BlockDef, to: BlockDef, direction: Direction): boolean {
  const dx = to.position.x - from.position.x;
  const dy = to.position.y - from.position.y;
  if (direction === "down") return dy > 20;
  if (direction === "up") return dy < -20;
  return (direction === "right" ? dx > CARD_WIDTH / 2 : dx < -CARD_WIDTH / 2) && Math.abs(dy) < 140;
}

function nearest(from: BlockDef, pool: BlockDef[], direction: Direction): BlockDef | undefined {
  const vertical = direction === "up" || direction === "down";
  const cost = (block: BlockDef) => {
    const dx = Math.abs(block.position.x - from.position.x);
    const dy = Math.abs(block.position.y - from.position.y);
    return vertical ? dy + dx * 0.6 : dx + dy * 2;
  };
  return [...pool].sort((a, b) => cost(a) - cost(b))[0];
}
