/** The block types one can place, as the catalogue endpoint describes them. */
import type { BlockDef, Json } from "./definition";

export interface FieldUi {
  widget?: string;
  order?: number;
  help?: string;
  placeholder?: string;
  visibleWhen?: Record<string, Json | Json[]>;
  advanced?: boolean;
  /** Other fields that this one's widget shows and writes, too. */
  covers?: string[];
  [key: string]: unknown;
}

export interface JsonSchema {
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  enum?: Json[];
  const?: Json;
  default?: Json;
  format?: string;
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  "x-ui"?: FieldUi;
  [key: string]: unknown;
}

export interface OutputPort {
  id: string;
  label: string;
}

export interface Operation {
  id: string;
  aliases: string[];
  name: string;
  effect: string;
  idempotent: boolean;
  scopes: string[];
  configSchema: JsonSchema;
  outputSchema: JsonSchema | null;
  sentence: string;
}

export interface BlockType {
  type: string;
  name: string;
  category: string;
  description: string;
  icon: string;
  color: string | null;
  outputs: OutputPort[];
  outputsFrom: { field: string; id: string; label: string } | null;
  canFail: boolean;
  isTrigger: boolean;
  isContainer: boolean;
  effect: string;
  sentence: string;
  emptySentence: string;
  configSchema: JsonSchema;
  outputSchema: JsonSchema | null;
  provider: string | null;
  operations?: Operation[] | null;
}

export interface Catalogue {
  types: readonly BlockType[];
  byType: ReadonlyMap<string, BlockType>;
}

export function buildCatalogue(types: readonly BlockType[]): Catalogue {
  return { types, byType: new Map(types.map((type) => [type.type, type])) };
}

export function typeOf(catalogue: Catalogue, block: Pick<BlockDef, "type">): BlockType | undefined {
  return catalogue.byType.get(block.type);
}

/** The operation a provider block is set to; undefined for our own blocks and while none is chosen. */
export function operationOf(type: BlockType | undefined, block: Pick<BlockDef, "config">): Operation | undefined {
  const chosen = block.config["operation"];
  if (typeof chosen !== "string") return undefined;
  return type?.operations?.find((operation) => operation.id === chosen || operation.aliases.includes(chosen));
}

/** The schema the block's form is drawn from: the operation's for provider blocks, else the type's. */
export function configSchemaOf(type: BlockType | undefined, block: Pick<BlockDef, "config">): JsonSchema {
  return operationOf(type, block)?.configSchema ?? type?.configSchema ?? {};
}
