import type { BlockType, JsonSchema } from "@/graph/catalogue";
import type { BlockDef, Json, RetryConfig } from "@/graph/definition";

/** The tab Errors & retries as a form, flat: retry fields are `retry.…` and are put back into `retryConfig`. */
export const DEFAULT_RETRY: RetryConfig = { maxAttempts: 3, backoffMs: 1000, maxDelayMs: 30_000, backoffMultiplier: 2, then: "fail" };

const FALLBACK: JsonSchema = {
  title: "Output to go on with",
  "x-ui": { widget: "json", template: false, help: "Later blocks read this instead. Empty: they get the error." },
};

const RETRYING = { errorHandling: "retry" };

export function errorsSchema(type: BlockType | undefined, incoming: number, mayGoOn: boolean): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  if (type?.canFail !== false) {
    Object.assign(properties, {
      errorHandling: select("When it fails", ["fail", "retry", "continue"], "fail", {
        labels: { fail: "Stop the run", retry: "Try again", continue: "Go on without it" },
      }),
      maxAttempts: { type: "integer", title: "Attempts in all", default: 3, minimum: 1, maximum: 20, "x-ui": { visibleWhen: RETRYING, template: false } },
      backoffMs: { type: "integer", title: "First pause", default: 1000, "x-ui": { widget: "duration", visibleWhen: RETRYING } },
      backoffMultiplier: { type: "number", title: "Each pause longer by", default: 2, "x-ui": { visibleWhen: RETRYING, template: false, help: "times the one before" } },
      maxDelayMs: { type: "integer", title: "Longest pause", default: 30_000, "x-ui": { widget: "duration", visibleWhen: RETRYING } },
      retryOn: select("Try again after", ["transient", "all"], "transient", {
        labels: { transient: "What may pass: time-outs, busy, 5xx", all: "Any error" },
        visibleWhen: RETRYING,
      }),
      then: select("After the last attempt", ["fail", "continue"], "fail", {
        labels: { fail: "Stop the run", continue: "Go on without it" },
        visibleWhen: RETRYING,
      }),
      ...(mayGoOn ? { fallbackOutput: FALLBACK } : {}),
      timeoutMs: { anyOf: [{ type: "integer" }, { type: "null" }], title: "Give up an attempt after", "x-ui": { widget: "duration", placeholder: "60" } },
    } satisfies Record<string, JsonSchema>);
  }
  if (type?.effect === "write") {
    properties["onUncertain"] = select("When the answer is lost", ["ask", "retry", "fail"], type.provider ? "ask" : "retry", {
      labels: { ask: "Ask a person", retry: "Send it again", fail: "Fail" },
      help: "It was sent, but whether it arrived is not known.",
      advanced: true,
    });
  }
  if (incoming > 1) {
    properties["join"] = select("With several edges coming in", ["all", "any"], "all", {
      labels: { all: "Wait for all of them", any: "Start at the first" },
    });
  }
  return { type: "object", properties };
}

function select(title: string, values: string[], fallback: string, hints: Record<string, unknown>): JsonSchema {
  return { type: "string", enum: values, title, default: fallback, "x-ui": { widget: "select", ...hints } };
}

const RETRY_FIELDS: ReadonlySet<string> = new Set(["maxAttempts", "backoffMs", "backoffMultiplier", "maxDelayMs", "retryOn", "then"]);

export function errorsValue(block: BlockDef): Record<string, Json> {
  const { errorHandling, fallbackOutput, timeoutMs, onUncertain, join } = block;
  const flat = { errorHandling, fallbackOutput, timeoutMs, onUncertain, join, ...block.retryConfig };
  return Object.fromEntries(Object.entries(flat).filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** The change to the block that sets one field of the form. */
export function errorsPatch(block: BlockDef, field: string, value: Json | undefined): Partial<BlockDef> {
  if (RETRY_FIELDS.has(field)) {
    const retryConfig = { ...DEFAULT_RETRY, ...block.retryConfig, [field]: value ?? DEFAULT_RETRY[field as keyof RetryConfig] } as RetryConfig;
    return { retryConfig };
  }
  if (field === "errorHandling" && value === "retry") return { errorHandling: "retry", retryConfig: block.retryConfig ?? DEFAULT_RETRY };
  return { [field]: value } as Partial<BlockDef>;
}
