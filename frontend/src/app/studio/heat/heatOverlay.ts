import type { BlockHeat, Heat } from "@/api/types";
import type { Catalogue } from "@/graph/catalogue";
import { edgeKey, findBlock, type Definition } from "@/graph/definition";
import type { Overlay, OverlayMark, OverlayTone } from "@/graph/overlay";
import { ERROR_PORT, portLabel } from "@/graph/ports";
import { text } from "./text";

/** From this share of failures on a block is red. */
const FAILING = 0.05;

/** Paints how often each block ran and failed and how long it took; edges are as wide as what went through them. */
export function heatOverlay(catalogue: Catalogue, doc: Definition, heat: Heat): Overlay {
  const known = heat.blocks.filter((block) => findBlock(doc, block.id));
  const most = Math.max(1, ...known.map(ranOf));
  const blocks = new Map(known.map((block): [string, OverlayMark] => [block.id, markOf(block, most)]));
  const counts = new Map(known.map((block) => [block.id, block.ports]));
  const edges = new Map(
    doc.edges.map((edge) => {
      const count = counts.get(edge.source)?.[edge.sourcePort] ?? 0;
      const source = findBlock(doc, edge.source);
      const label = source ? portLabel(catalogue, source, edge.sourcePort) : "";
      const tone: OverlayTone = count === 0 ? "unused" : edge.sourcePort === ERROR_PORT ? "failing" : "fine";
      const words = [label, count > 0 ? count.toLocaleString("en-US") : ""].filter((part) => part !== "").join(" · ");
      return [edgeKey(edge), { tone, label: words, share: count / most }] as const;
    }),
  );
  return { blocks, edges, otherwise: { tone: "unused", text: text.unused } };
}

/** How often it was really executed; a skipped step was not. */
export function ranOf({ completed, failed }: BlockHeat): number {
  return completed + failed;
}

function markOf(block: BlockHeat, most: number): OverlayMark {
  const ran = ranOf(block);
  if (ran === 0) return { tone: "unused", text: block.skipped > 0 ? `Skipped ${block.skipped.toLocaleString("en-US")}×` : text.unused };
  const tone = block.failed === 0 ? "fine" : block.failed / ran < FAILING ? "shaky" : "failing";
  return { tone, text: text.steps(ran, block.failed), share: ran / most, ...(block.p50Ms === null ? {} : { durationMs: block.p50Ms }) };
}
