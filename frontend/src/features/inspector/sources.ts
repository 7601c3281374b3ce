import type { Samples } from "@/api/types";
import type { DataSource } from "@/forms/data/scope";
import { operationOf, typeOf, type Catalogue } from "@/graph/catalogue";
import type { BlockDef, Definition, Json } from "@/graph/definition";
import { upstreamBlocks } from "@/graph/upstream";

/** As much of the drawing as decides what a block can read. */
export interface ScopeBlocks {
  upstream: { id: string; type: string; name: string; operation: Json | undefined }[];
  triggers: { id: string; type: string; name: string }[];
  names: ReadonlyMap<string, string>;
  inputSchema: Json | null;
}

export function scopeBlocks(doc: Definition, blockId: string): ScopeBlocks {
  return {
    upstream: upstreamBlocks(doc, blockId).map(({ id, type, name, config }) => ({ id, type, name, operation: config["operation"] })),
    triggers: doc.blocks.filter(isTrigger).map(({ id, type, name }) => ({ id, type, name })),
    names: new Map(doc.blocks.map((block) => [block.id, block.name])),
    inputSchema: doc.inputSchema,
  };
}

export function sameBlocks(a: ScopeBlocks, b: ScopeBlocks): boolean {
  return (
    a.inputSchema === b.inputSchema &&
    JSON.stringify([a.upstream, a.triggers]) === JSON.stringify([b.upstream, b.triggers]) &&
    a.names.size === b.names.size &&
    [...a.names].every(([id, name]) => b.names.get(id) === name)
  );
}

/** The input first, then each block before this one, the nearest last. */
export function buildSources(blocks: ScopeBlocks, catalogue: Catalogue, samples: Samples | null): DataSource[] {
  const before = blocks.upstream.filter(isTrigger);
  const triggers = before.length > 0 ? before : blocks.triggers.slice(0, 1);
  const input = triggers.map((trigger): DataSource => {
    const type = typeOf(catalogue, trigger);
    const declared = asSchema(blocks.inputSchema) ?? type?.outputSchema ?? null;
    return { root: ["input"], blockId: trigger.id, name: trigger.name, type, sample: samples?.input, schema: declared };
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
        sample: samples?.steps[block.id]?.output ?? undefined,
        schema: operation?.outputSchema ?? type?.outputSchema ?? null,
      };
    });
  return [...input, ...steps];
}

function isTrigger(block: Pick<BlockDef, "type">): boolean {
  return block.type.startsWith("trigger.");
}

function asSchema(value: Json | null): DataSource["schema"] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as NonNullable<DataSource["schema"]>) : null;
}
