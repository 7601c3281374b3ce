import { clipOf, paste } from "./clipboard";
import { findBlock, type Definition } from "./definition";

/** Copies beside the originals, wired among themselves, not to the rest. */
export function duplicate(doc: Definition, ids: readonly string[]): { doc: Definition; ids: string[] } {
  const blocks = ids.flatMap((id) => findBlock(doc, id) ?? []);
  if (blocks.length === 0) return { doc, ids: [] };
  const left = Math.min(...blocks.map((block) => block.position.x));
  const top = Math.min(...blocks.map((block) => block.position.y));
  return paste(doc, clipOf(doc, ids), { x: left + 40, y: top + 40 });
}
