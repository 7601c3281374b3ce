import type { Run, RunStep, StepWhy } from "@/api/types";
import type { Definition } from "@/graph/definition";
import { framesAround, numberedFrames, withBodies } from "@/graph/frames";
import { fromRun, type RunView } from "@/graph/runState";

/** One round of a frame: the item somebody looks at, remembered by a block inside it. */
export interface Round {
  blockId: string;
  iteration: readonly number[];
}

/** The index path that a block has in a round; null for one that stands in another frame, or in none. */
export function iterationIn(doc: Definition, round: Round | null, blockId: string): readonly number[] | null {
  const depth = numberedFrames(doc, blockId).length;
  if (!round || depth === 0 || depth > round.iteration.length) return null;
  const outermost = (id: string) => framesAround(doc, id).at(-1);
  const isTogether = blockId === round.blockId || (outermost(blockId) !== undefined && outermost(blockId) === outermost(round.blockId));
  return isTogether ? round.iteration.slice(0, depth) : null;
}

/** The run as one round saw it: blocks of the same frames as their steps in this round, or as not reached where they have none. */
export function roundView(doc: Definition, run: Pick<Run, "id" | "status" | "waiting">, view: RunView, step: Pick<RunStep, "id" | "iteration"> | undefined, why: StepWhy | undefined): RunView {
  const outermost = step && step.iteration.length > 0 ? framesAround(doc, step.id).at(-1) : undefined;
  if (outermost === undefined || !why) return view;
  const inside = withBodies(doc, [outermost]);
  inside.delete(outermost);
  const kept = Object.fromEntries(Object.entries(view.steps).filter(([id]) => !inside.has(id)));
  const own = fromRun({ id: run.id, status: run.status, waiting: run.waiting, steps: why.steps.map((one) => ({ ...one, iteration: [] })) });
  return { ...view, steps: { ...kept, ...own.steps } };
}
