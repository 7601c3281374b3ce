import { blockIndex, findBlock, type BlockDef, type Definition } from "./definition";

/** Ids of every block that can have run before this one, its container's upstream included; not the block itself. */
export function upstreamIds(doc: Definition, blockId: string): Set<string> {
  const incoming = new Map<string, string[]>();
  for (const edge of doc.edges) {
    const list = incoming.get(edge.target);
    if (list) list.push(edge.source);
    else incoming.set(edge.target, [edge.source]);
  }
  const seen = new Set<string>();
  const queue = [blockId];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const parent = findBlock(doc, id)?.parentId;
    if (parent) queue.push(parent);
    for (const source of incoming.get(id) ?? []) {
      if (!seen.has(source) && source !== blockId) {
        seen.add(source);
        queue.push(source);
      }
    }
  }
  return seen;
}

/** The same as blocks in flow order, the nearest last: what the data menu offers. */
export function upstreamBlocks(doc: Definition, blockId: string): BlockDef[] {
  const ids = upstreamIds(doc, blockId);
  return flowOrder(doc).filter((block) => ids.has(block.id));
}

/** Every block after all of those that lead to it; ties by height on the canvas, then by column. */
export function flowOrder(doc: Definition): BlockDef[] {
  const index = blockIndex(doc);
  const edges = doc.edges.filter((edge) => index.has(edge.source) && index.has(edge.target));
  const waiting = new Map(doc.blocks.map((block) => [block.id, 0]));
  for (const edge of edges) waiting.set(edge.target, (waiting.get(edge.target) ?? 0) + 1);
  const outgoing = new Map<string, string[]>();
  for (const edge of edges) outgoing.set(edge.source, [...(outgoing.get(edge.source) ?? []), edge.target]);

  const byPlace = (a: BlockDef, b: BlockDef) => a.position.y - b.position.y || a.position.x - b.position.x;
  const ready = doc.blocks.filter((block) => waiting.get(block.id) === 0).sort(byPlace);
  const order: BlockDef[] = [];
  for (let block = ready.shift(); block; block = ready.shift()) {
    order.push(block);
    const next: BlockDef[] = [];
    for (const target of outgoing.get(block.id) ?? []) {
      const left = (waiting.get(target) ?? 1) - 1;
      waiting.set(target, left);
      const found = index.get(target);
      if (left === 0 && found) next.push(found);
    }
    if (next.length > 0) {
      ready.push(...next);
      ready.sort(byPlace);
    }
  }
  // A circle cannot be drawn here, but an import could carry one: its blocks still have to be listed.
  const placed = new Set(order.map((block) => block.id));
  return [...order, ...doc.blocks.filter((block) => !placed.has(block.id))];
}
