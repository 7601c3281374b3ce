/** Pins what a run gave at the blocks of a drawing. */
import type { Definition, Json } from "./definition";

/** As much of a run as is pinned. */
export interface GivenRun {
  triggerId: string | null;
  input: Json;
  steps: readonly { id: string; status: string; iteration: readonly number[]; output: unknown }[];
}

/** One pin has this many characters of JSON at most, and all together: a definition has 2 MB. */
export const ONE_PIN = 256 * 1024;
export const ALL_PINS = 1024 * 1024;

/** The drawing with the outputs of finished steps pinned, and how many were pinned and left out as too large. */
export function pinRun(doc: Definition, run: GivenRun): { doc: Definition; pinned: number; left: number } {
  const outputs = new Map<string, Json>();
  if (run.triggerId) outputs.set(run.triggerId, run.input);
  for (const step of run.steps) {
    if (step.status === "completed" && step.iteration.length === 0 && !outputs.has(step.id)) outputs.set(step.id, (step.output ?? null) as Json);
  }
  let room = ALL_PINS;
  let pinned = 0;
  let left = 0;
  const blocks = doc.blocks.map((block) => {
    const output = outputs.get(block.id);
    if (output === undefined || output === null) return block;
    const size = JSON.stringify(output).length;
    if (size > Math.min(room, ONE_PIN)) {
      left += 1;
      return block;
    }
    room -= size;
    pinned += 1;
    return { ...block, pinnedOutput: output };
  });
  return { doc: pinned > 0 ? { ...doc, blocks } : doc, pinned, left };
}
