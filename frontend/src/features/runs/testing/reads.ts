import type { Samples } from "@/api/types";
import { findBlock, type BlockDef, type Definition, type Json } from "@/graph/definition";
import { framesAround } from "@/graph/frames";
import { referencesIn } from "@/graph/references";
import { upstreamBlocks } from "@/graph/upstream";
import { text } from "./text";

/** Where a value that a tested block reads is from. */
export type Origin = { kind: "typed" } | { kind: "pinned" } | { kind: "run"; number: number } | { kind: "unknown" };

/** One thing a block can read while it is tested. */
export interface Read {
  /** "input", a block's id, or the name of a container's item. */
  key: string;
  of: "input" | "step" | "item";
  name: string;
  block: BlockDef | null;
  value: Json | undefined;
  origin: Origin;
  /** The block's settings name it. */
  isNamed: boolean;
}

/** Values typed in for one block's tests. */
export interface Typed {
  input?: Json;
  steps: Record<string, Json>;
  items: Record<string, Json>;
}

export const NOTHING_TYPED: Typed = { steps: {}, items: {} };

/** What the block can read, the run's input first, then the blocks before it in flow order, then the items of frames around it. */
export function readsOf(doc: Definition, block: BlockDef, samples: Samples | null, typed: Typed): Read[] {
  const named = referencesIn(block.config);
  const inSettings = JSON.stringify(block.config);
  const upstream = upstreamBlocks(doc, block.id);
  const trigger = upstream.find((one) => one.type.startsWith("trigger.")) ?? null;
  const input: Read = {
    key: "input",
    of: "input",
    name: text.input,
    block: trigger,
    ...valueOf(typed.input, trigger?.pinnedOutput, samples?.number ? { value: samples.input, number: samples.number } : undefined),
    isNamed: /\binput\b/.test(inSettings),
  };
  const around = new Set(framesAround(doc, block.id));
  const steps = upstream
    .filter((one) => !one.type.startsWith("trigger.") && !around.has(one.id))
    .map((one): Read => {
      const sample = samples?.steps[one.id];
      return {
        key: one.id,
        of: "step",
        name: one.name,
        block: one,
        ...valueOf(typed.steps[one.id], one.pinnedOutput, sample && { value: sample.output, number: sample.runNumber }),
        isNamed: named.has(one.id),
      };
    });
  const items = framesAround(doc, block.id).flatMap((id): Read[] => {
    const frame = findBlock(doc, id);
    if (!frame || frame.config["collection"] === undefined) return [];
    const name = frame.config["itemVariable"];
    const key = typeof name === "string" && name !== "" ? name : "item";
    return [{ key, of: "item", name: text.item(frame.name), block: frame, ...valueOf(typed.items[key], undefined, undefined), isNamed: new RegExp(`\\b${key}\\b`).test(inSettings) }];
  });
  return block.type.startsWith("trigger.") ? [{ ...input, block, ...valueOf(typed.input, block.pinnedOutput, samples?.number ? { value: samples.input, number: samples.number } : undefined), isNamed: true }] : [input, ...steps, ...items];
}

function valueOf(typed: Json | undefined, pinned: Json | undefined, sample: { value: Json; number: number } | undefined): Pick<Read, "value" | "origin"> {
  if (typed !== undefined) return { value: typed, origin: { kind: "typed" } };
  if (pinned !== undefined && pinned !== null) return { value: pinned, origin: { kind: "pinned" } };
  if (sample !== undefined) return { value: sample.value, origin: { kind: "run", number: sample.number } };
  return { value: undefined, origin: { kind: "unknown" } };
}

/** The typed values with this one in them; undefined takes it away again. */
export function typeIn(typed: Typed, read: Pick<Read, "key" | "of">, value: Json | undefined): Typed {
  if (read.of === "input") return { ...typed, input: value };
  const part = read.of === "step" ? "steps" : "items";
  const { [read.key]: _gone, ...others } = typed[part];
  return { ...typed, [part]: value === undefined ? others : { ...others, [read.key]: value } };
}

/** The body of the request that tests the block. */
export function testBody(typed: Typed, isDry: boolean): Record<string, Json> {
  return { ...(isDry ? { dryRun: true } : {}), ...(typed.input === undefined ? {} : { input: typed.input }), steps: typed.steps, items: typed.items };
}

export const PIN_BYTES = 256 * 1024;

export function mayPin(value: Json | undefined): value is Json {
  return value !== undefined && value !== null && JSON.stringify(value).length <= PIN_BYTES;
}
