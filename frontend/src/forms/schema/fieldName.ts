import { configSchemaOf, typeOf, type Catalogue } from "@/graph/catalogue";
import type { BlockDef } from "@/graph/definition";
import { prettyName } from "../references/prettyName";
import { fieldsOf } from "./fields";

/** A place in a block's config by the label of its form; what lies inside it by its own names: "Headers › x-trace", "Rules › 1 › left". */
export function fieldName(catalogue: Catalogue, block: BlockDef, path: string): string {
  const [first = "", ...inside] = path.split(".");
  const label = fieldsOf(configSchemaOf(typeOf(catalogue, block), block)).find((field) => field.name === first)?.label ?? prettyName(first);
  return [label, ...inside.map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : part))].join(" › ");
}
