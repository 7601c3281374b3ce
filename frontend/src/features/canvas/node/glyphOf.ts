import type { StripTone } from "@/graph/strip";
import type { GlyphState } from "@/ui/StatusGlyph";

const OVERLAY = { added: "added", removed: "removed", changed: "changed", fine: "completed", shaky: "problem", failing: "failed" } as const;

function isOverlay(tone: StripTone): tone is keyof typeof OVERLAY {
  return tone in OVERLAY;
}

/** The shape that stands for a strip; a block that is switched off or never ran has none of its own. */
export function glyphOf(tone: StripTone): GlyphState | null {
  if (tone === "none" || tone === "same" || tone === "unused") return "queued";
  if (isOverlay(tone)) return OVERLAY[tone];
  return tone === "off" ? "cancelled" : tone;
}
