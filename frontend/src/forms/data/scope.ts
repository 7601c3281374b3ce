import type { BlockType, JsonSchema } from "@/graph/catalogue";
import type { Json } from "@/graph/definition";

/** Something a field of this block can read: the run's input, or what an earlier block put out. */
export interface DataSource {
  /** The path that leads to it: `input`, `steps.tell.output`. */
  root: string[];
  blockId: string | null;
  name: string;
  type: BlockType | undefined;
  /** Its value in the last run; undefined when there is none. */
  sample: Json | undefined;
  schema: JsonSchema | null;
}

export interface FunctionDoc {
  name: string;
  signature: string;
  description: string;
  example: string;
  result: Json;
}

export interface PreviewResult {
  value: Json;
  warnings: { path: string; message: string }[];
  error: { message: string; position: number | null } | null;
  /** It reads what nothing has shown yet: the item of a frame, or the data of a workflow that never ran. */
  knownLater?: "item" | "run";
}

export type TemplateKind = "template" | "expression";

/** All that the fields of one block know about data: what is there, what it was last time, how to try a template. */
export interface DataScope {
  blockId: string;
  /** In flow order, the nearest last. */
  sources: DataSource[];
  /** Names of all blocks by id, so that a reference to one that comes later can say so. */
  blockNames: ReadonlyMap<string, string>;
  variables: Record<string, Json>;
  functions: FunctionDoc[];
  /** The run the sample values are from. */
  runNumber: number | null;
  /** Null where nothing can be evaluated, such as before the workflow is saved. */
  preview: ((template: string, kind: TemplateKind) => Promise<PreviewResult>) | null;
}

export const EMPTY_SCOPE: DataScope = {
  blockId: "",
  sources: [],
  blockNames: new Map(),
  variables: {},
  functions: [],
  runNumber: null,
  preview: null,
};
