import type { JsonSchema } from "@/graph/catalogue";

export interface ResolvedSchema extends JsonSchema {
  nullable: boolean;
}

/** Follows `$ref`, unwraps a single `allOf` and an `anyOf` with null; keeps what stands beside them (title, x-ui, default). */
export function resolveSchema(schema: JsonSchema, root: JsonSchema, depth = 0): ResolvedSchema {
  if (depth > 16) return { ...schema, nullable: false };
  const { $ref, anyOf, oneOf, allOf, ...beside } = schema;
  if ($ref) {
    const target = definitionAt(root, $ref);
    return target ? merge(resolveSchema(target, root, depth + 1), beside) : { ...beside, nullable: false };
  }
  const only = allOf?.length === 1 ? allOf[0] : undefined;
  if (only) return merge(resolveSchema(only, root, depth + 1), beside);

  const choices = anyOf ?? oneOf;
  if (!choices) return { ...schema, nullable: isNullType(schema) };
  const solid = choices.filter((choice) => choice.type !== "null");
  const nullable = solid.length < choices.length;
  const single = solid.length === 1 ? solid[0] : undefined;
  if (single) return { ...merge(resolveSchema(single, root, depth + 1), beside), nullable };
  // A leaf that also takes a template is declared as "number or string": the other type decides the widget.
  const typed = solid.map((choice) => resolveSchema(choice, root, depth + 1)).filter((choice) => choice.type !== "string");
  const main = typed.length === 1 && solid.length === 2 ? typed[0] : undefined;
  if (main) return { ...merge(main, beside), nullable };
  return { ...beside, anyOf: solid, nullable };
}

function merge(base: ResolvedSchema, beside: JsonSchema): ResolvedSchema {
  const hints = base["x-ui"] || beside["x-ui"] ? { "x-ui": { ...base["x-ui"], ...beside["x-ui"] } } : {};
  return { ...base, ...beside, ...hints, nullable: base.nullable };
}

function definitionAt(root: JsonSchema, ref: string): JsonSchema | undefined {
  const name = /^#\/\$defs\/(.+)$/.exec(ref)?.[1];
  return name ? root.$defs?.[name.replaceAll("~1", "/").replaceAll("~0", "~")] : undefined;
}

function isNullType(schema: JsonSchema): boolean {
  return Array.isArray(schema.type) && schema.type.includes("null");
}

/** The first type that is not null. */
export function mainType(schema: JsonSchema): string | undefined {
  return Array.isArray(schema.type) ? schema.type.find((type) => type !== "null") : schema.type;
}
