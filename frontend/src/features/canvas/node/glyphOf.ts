import type { StripTone } from "@/graph/strip";
import type { GlyphState } from "@/ui/StatusGlyph";

/** The shape that stands for a strip; a block that is switched off or never ran has none of its own. */
export function glyphOf(tone: StripTone): GlyphState | null {
  if (tone === "none") return "queued";
  return tone === "off" ? "cancelled" : tone;
}
