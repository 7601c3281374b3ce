import type { JsonSchema } from "@/graph/catalogue";
import type { Definition, Json } from "@/graph/definition";
import { defaultsOf } from "@/forms/schema/fields";

/** The schema of a workflow's input when a form can be drawn from it. */
export function formSchema(doc: Pick<Definition, "inputSchema">): JsonSchema | null {
  const schema = doc.inputSchema;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) return null;
  const properties = schema["properties"];
  return typeof properties === "object" && properties !== null && Object.keys(properties).length > 0 ? (schema as JsonSchema) : null;
}

/** What the dialog starts with: the last run's input, else the defaults of the form, else an empty object. */
export function firstInput(last: Json | undefined, schema: JsonSchema | null): Json {
  if (last !== undefined && last !== null) return last;
  return schema ? defaultsOf(schema) : {};
}

export function isObject(value: Json): value is Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of a refusal (`input.customer.email`) by the field of the form they belong to. */
export function inputProblems(details: readonly { path: string; message: string }[]) {
  const fields = details.flatMap(({ path, message }) => {
    const [root, field] = path.split(/[.[\]]+/);
    return root === "input" && field ? [{ field, severity: "error" as const, message }] : [];
  });
  const others = details.filter(({ path }) => !/^input[.[]./.test(path));
  return { fields, others };
}

/** What a run gets as `input` of an event: a custom webhook's body that is no object stands under `body`. Undefined where the body was not kept or is not JSON. */
export function eventInput(source: string, body: string | null): Json | undefined {
  if (body === null) return undefined;
  let parsed: Json;
  try {
    parsed = JSON.parse(body) as Json;
  } catch {
    return source === "custom" ? { body } : undefined;
  }
  return source === "custom" && !isObject(parsed) ? { body: parsed } : parsed;
}
