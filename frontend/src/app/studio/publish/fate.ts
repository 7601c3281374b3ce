import type { VersionDiff } from "@/api/types";
import { findBlock, type Definition } from "@/graph/definition";
import { text } from "./text";

/** What becomes of the triggers when the draft goes live, in sentences; the ones that run by themselves first. */
export function fateOf(before: Definition | null, after: Definition, diff: VersionDiff | null): string[] {
  const changes = new Map(diff?.blocks.map((block) => [block.id, block.change]));
  const isOn = (doc: Definition | null, id: string) => doc !== null && findBlock(doc, id)?.disabled !== true && findBlock(doc, id) !== undefined;
  const all = [...after.blocks, ...(before?.blocks.filter((block) => !findBlock(after, block.id)) ?? [])].filter((block) => block.type.startsWith("trigger."));
  const sentences = all.flatMap(({ id, name }) => {
    const [was, is] = [isOn(before, id), isOn(after, id)];
    if (is && !was) return [text.starts(name)];
    if (was && !is) return [text.stops(name)];
    if (!was) return [];
    return [changes.get(id) === "changed" ? text.follows(name) : text.stays(name)];
  });
  return sentences;
}
