import { defaultsOf } from "../schema/fields";
import type { FieldProblem } from "../SchemaForm";
import type { ErrorDetail } from "@/api/errors";
import type { JsonSchema } from "@/graph/catalogue";
import type { Json } from "@/graph/definition";
import { formatDuration } from "@/ui/time/duration";

/** What of an approval the form needs; the inbox and a run's step both have it. */
export interface Asked {
  runId: string;
  stepId: string;
  title: string;
  description: string;
  form: Record<string, Json> | null;
  expiresAt: string | null;
  canDecide: boolean;
  refusal: string | null;
}

/** The form's schema when there is something to fill in. */
export function formOf(form: Record<string, Json> | null): JsonSchema | null {
  const properties = form?.["properties"];
  const hasFields = typeof properties === "object" && properties !== null && Object.keys(properties).length > 0;
  return hasFields ? (form as JsonSchema) : null;
}

/** What stands in the form before anybody has typed. */
export function startOf(form: Record<string, Json> | null): Record<string, Json> {
  const schema = formOf(form);
  const value = schema ? defaultsOf(schema) : {};
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, Json>) : {};
}

/** `form.period` of a refusal belongs to the field `period`; the rest is said below the form. */
export function problemsOf(details: readonly ErrorDetail[]): { fields: FieldProblem[]; others: ErrorDetail[] } {
  const fields = details.flatMap(({ path, message }) => {
    const [root, field] = path.split(/[.[\]]+/);
    return root === "form" && field ? [{ field, severity: "error" as const, message }] : [];
  });
  return { fields, others: details.filter(({ path }) => !/^form[.[]./.test(path)) };
}

/** "47 h 12 m" until a moment; empty once it has come. */
export function timeLeft(until: string, now: number): string {
  const ms = Date.parse(until) - now;
  return ms <= 0 || !Number.isFinite(ms) ? "" : formatDuration(Math.ceil(ms / 1000) * 1000).replace(".0 s", " s");
}
