import type { Samples } from "@/api/types";
import type { DataSource } from "@/forms/data/scope";
import { valueAt } from "@/forms/data/values";
import { plainPath } from "@/forms/references/paths";
import { operationOf, typeOf, type Catalogue } from "@/graph/catalogue";
import { findBlock, type BlockDef, type Definition, type Json } from "@/graph/definition";
import { framesAround } from "@/graph/frames";
import { upstreamBlocks } from "@/graph/upstream";

/** As much of the drawing as decides what a block can read. */
export interface ScopeBlocks {
  upstream: { id: string; type: string; name: string; operation: Json | undefined; pinned: Json | undefined }[];
  triggers: { id: string; type: string; name: string; pinned: Json | undefined }[];
  /** The frames around the block, the outermost first, with the names they give what they go through. */
  frames: { id: string; type: string; name: string; collection: Json | undefined; item: string; index: string }[];
  names: ReadonlyMap<string, string>;
  inputSchema: Json | null;
}

export function scopeBlocks(doc: Definition, blockId: string): ScopeBlocks {
  return {
    upstream: upstreamBlocks(doc, blockId).map(({ id, type, name, config, pinnedOutput }) => ({ id, type, name, operation: config["operation"], pinned: pinnedOutput ?? undefined })),
    triggers: doc.blocks.filter(isTrigger).map(({ id, type, name, pinnedOutput }) => ({ id, type, name, pinned: pinnedOutput ?? undefined })),
    frames: framesAround(doc, blockId).reverse().flatMap((id) => {
      const frame = findBlock(doc, id);
      return frame ? [{ id, type: frame.type, name: frame.name, collection: frame.config["collection"], item: nameIn(frame, "itemVariable", "item"), index: nameIn(frame, "indexVariable", "index") }] : [];
    }),
    names: new Map(doc.blocks.map((block) => [block.id, block.name])),
    inputSchema: doc.inputSchema,
  };
}

export function sameBlocks(a: ScopeBlocks, b: ScopeBlocks): boolean {
  return (
    a.inputSchema === b.inputSchema &&
    JSON.stringify([a.upstream, a.triggers, a.frames]) === JSON.stringify([b.upstream, b.triggers, b.frames]) &&
    a.names.size === b.names.size &&
    [...a.names].every(([id, name]) => b.names.get(id) === name)
  );
}

/** The input first, then each block before this one, the nearest last, then what the frames around it go through. */
export function buildSources(blocks: ScopeBlocks, catalogue: Catalogue, samples: Samples | null): DataSource[] {
  const before = blocks.upstream.filter(isTrigger);
  const triggers = before.length > 0 ? before : blocks.triggers.slice(0, 1);
  const input = triggers.map((trigger): DataSource => {
    const type = typeOf(catalogue, trigger);
    const declared = asSchema(blocks.inputSchema) ?? type?.outputSchema ?? null;
    return { root: ["input"], blockId: trigger.id, name: trigger.name, type, sample: trigger.pinned ?? samples?.input, schema: declared };
  });
  const steps = blocks.upstream
    .filter((block) => !isTrigger(block))
    .map((block): DataSource => {
      const type = typeOf(catalogue, block);
      const operation = operationOf(type, { config: block.operation === undefined ? {} : { operation: block.operation } });
      return {
        root: ["steps", block.id, "output"],
        blockId: block.id,
        name: block.name,
        type,
        sample: block.pinned ?? samples?.steps[block.id]?.output ?? undefined,
        schema: operation?.outputSchema ?? type?.outputSchema ?? null,
      };
    });
  const read = [...input, ...steps];
  return blocks.frames.reduce((sources, frame) => [...sources, ...itemSources(frame, catalogue, sources)], read);
}

/** The item and its index inside one frame; their samples are the first of the list, where that is known. */
function itemSources(frame: ScopeBlocks["frames"][number], catalogue: Catalogue, known: DataSource[]): DataSource[] {
  const type = typeOf(catalogue, frame);
  // Lanes go through no list.
  if (!type?.isContainer || !type.configSchema.properties?.["itemVariable"]) return [];
  const list = listOf(frame.collection, known);
  const of = { blockId: frame.id, type };
  return [
    { ...of, root: [frame.item], name: frame.name, sample: Array.isArray(list) ? list[0] : undefined, schema: null },
    { ...of, root: [frame.index], name: `${frame.name}: place in the list`, sample: 0, schema: null },
  ];
}

/** The list itself, or what the one reference it is made of stood for in the last run. */
function listOf(collection: Json | undefined, known: DataSource[]): Json | undefined {
  if (typeof collection !== "string") return collection;
  const path = plainPath(collection.replace(/^\s*\{\{/, "").replace(/\}\}\s*$/, "").trim());
  if (!path) return undefined;
  const [root, id, part] = path;
  const whole = root === "steps" && part !== "output" ? [root, id ?? "", "output", ...path.slice(2)] : path;
  const source = known.find((one) => one.root.every((segment, index) => segment === whole[index]));
  return source && valueAt(source.sample, whole.slice(source.root.length));
}

function nameIn(frame: BlockDef, field: string, otherwise: string): string {
  const name = frame.config[field];
  return typeof name === "string" && name !== "" ? name : otherwise;
}

function isTrigger(block: Pick<BlockDef, "type">): boolean {
  return block.type.startsWith("trigger.");
}

function asSchema(value: Json | null): DataSource["schema"] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as NonNullable<DataSource["schema"]>) : null;
}
