import { findBlock, type Definition } from "./definition";
import type { Problem } from "./store";

/** The server's findings with their block named, where only a path such as `blocks.2.config.url` was given. */
export function mapProblems(doc: Definition, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => {
    const [where, index, part, field] = problem.path.split(".");
    const byPath = where === "blocks" && index !== undefined ? (doc.blocks[Number(index)]?.id ?? findBlock(doc, index)?.id) : undefined;
    const blockId = problem.blockId && findBlock(doc, problem.blockId) ? problem.blockId : (byPath ?? null);
    return { ...problem, blockId, field: problem.field ?? (part === "config" ? (field ?? null) : null) };
  });
}

const grouped = new WeakMap<readonly Problem[], ReadonlyMap<string, Problem>>();

/** The one finding a card shows: its first error, else its first warning. Built once per list. */
export function problemOf(problems: readonly Problem[], blockId: string): Problem | undefined {
  let byBlock = grouped.get(problems);
  if (!byBlock) {
    const first = new Map<string, Problem>();
    for (const problem of problems) {
      if (problem.blockId === null) continue;
      const shown = first.get(problem.blockId);
      if (!shown || (shown.severity === "warning" && problem.severity === "error")) first.set(problem.blockId, problem);
    }
    byBlock = first;
    grouped.set(problems, byBlock);
  }
  return byBlock.get(blockId);
}
