import { clipOf, cornerOf, paste, type Pasted } from "./clipboard";
import type { Definition } from "./definition";

/** Copies beside the originals, wired among themselves, not to the rest. */
export function duplicate(doc: Definition, ids: readonly string[], notes: readonly string[] = []): Pasted {
  const clip = clipOf(doc, ids, notes);
  if (clip.blocks.length + clip.notes.length === 0) return { doc, ids: [], notes: [] };
  const { x, y } = cornerOf(clip);
  return paste(doc, clip, { x: x + 40, y: y + 40 });
}
