/** What a drawing is painted with instead of a run: what a version changed, or how its blocks fared over a time. */

export type OverlayTone = "added" | "removed" | "changed" | "same" | "fine" | "shaky" | "failing" | "unused";

export interface OverlayMark {
  tone: OverlayTone;
  text: string;
  /** At the right end of the strip. */
  durationMs?: number;
  /** From 0 to 1, drawn as a bar: how much of the whole went through here. */
  share?: number;
}

export interface OverlayEdge {
  tone: OverlayTone;
  label?: string;
  share?: number;
}

export interface Overlay {
  blocks: ReadonlyMap<string, OverlayMark>;
  /** By `edgeKey`. */
  edges: ReadonlyMap<string, OverlayEdge>;
  /** For what is not named. */
  otherwise: OverlayMark;
}

export function markOf(overlay: Overlay, blockId: string): OverlayMark {
  return overlay.blocks.get(blockId) ?? overlay.otherwise;
}

/** How wide an edge is drawn; as wide as ever where the overlay says nothing of how much went through it. */
export function edgeWidth(edge: OverlayEdge | undefined): number | undefined {
  return edge?.share === undefined ? undefined : 1.5 + 5 * Math.sqrt(edge.share);
}

