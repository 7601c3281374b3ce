/** Whether a line may be drawn, and if not, why, in words for the pill at the pointer. */
import { typeOf, type Catalogue } from "./catalogue";
import { findBlock, sameEdge, type BlockDef, type Definition, type EdgeDef } from "./definition";
import { portsOf } from "./ports";
import { upstreamIds } from "./upstream";

/** Null when the edge may be drawn. */
export function refusal(doc: Definition, catalogue: Catalogue, edge: EdgeDef): string | null {
  const source = findBlock(doc, edge.source);
  const target = findBlock(doc, edge.target);
  if (!source || !target) return "That block is no longer here.";
  if (source.id === target.id) return "A block cannot lead to itself.";
  if (typeOf(catalogue, target)?.isTrigger) return "Triggers have no input: they start the run.";
  const port = portsOf(catalogue, source).find((candidate) => candidate.id === edge.sourcePort);
  if (!port) return `${source.name} has no output "${edge.sourcePort}".`;
  if (doc.edges.some((existing) => sameEdge(existing, edge))) {
    return `${source.name} already leads to ${target.name}${port.id === "out" ? "" : ` from ${port.label}`}.`;
  }
  const wall = wallBetween(doc, source, target);
  if (wall) return wall;
  if (upstreamIds(doc, source.id).has(target.id)) {
    return `That would make a circle: ${target.name} already runs before ${source.name}.`;
  }
  return null;
}

function wallBetween(doc: Definition, source: BlockDef, target: BlockDef): string | null {
  const from = source.parentId ?? null;
  const to = target.parentId ?? null;
  if (from === to) return null;
  const inside = findBlock(doc, to ?? from ?? "");
  const name = inside?.name ?? "the frame";
  return to === null
    ? `${source.name} is inside ${name}. Lead on from ${name} instead.`
    : `${target.name} is inside ${name}. Lead to ${name} instead.`;
}
