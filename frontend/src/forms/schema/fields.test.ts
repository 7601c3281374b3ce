import { describe, expect, it } from "vitest";
import type { JsonSchema } from "@/graph/catalogue";
import { defaultsOf, fieldsOf, isVisible } from "./fields";

const http: JsonSchema = {
  $defs: {
    Method: { type: "string", enum: ["GET", "POST"], title: "Method" },
    Header: { type: "object", additionalProperties: { type: "string" } },
  },
  type: "object",
  required: ["url"],
  properties: {
    operation: { const: "reply" },
    body: { anyOf: [{ type: "string" }, { type: "null" }], default: null, "x-ui": { widget: "template", order: 3, visibleWhen: { method: ["POST"] } } },
    url: { type: "string", title: "Url", "x-ui": { order: 1, help: "Where to send it", placeholder: "https://" } },
    method: { $ref: "#/$defs/Method", default: "GET", "x-ui": { order: 2 } },
    headers: { allOf: [{ $ref: "#/$defs/Header" }] },
    retryCount: { anyOf: [{ type: "integer" }, { type: "string" }], default: 3, title: "Retry Count" },
    tags: { type: "array", items: { type: "string" } },
    follow: { type: "boolean", default: true, "x-ui": { advanced: true } },
    bodyNote: { type: "string", "x-ui": { visibleWhen: { body: ["x"] } } },
  },
};

const fields = fieldsOf(http);
const byName = new Map(fields.map((field) => [field.name, field]));

describe("fieldsOf", () => {
  it("orders by x-ui order, then as declared, and leaves the operation to the inspector", () => {
    expect(fields.map((field) => field.name)).toEqual([
      "url", "method", "body", "headers", "retryCount", "tags", "follow", "bodyNote",
    ]);
  });

  it("follows $ref and keeps the default that stands beside it", () => {
    expect(byName.get("method")).toMatchObject({
      widget: "select",
      default: "GET",
      options: [{ value: "GET", label: "GET" }, { value: "POST", label: "POST" }],
    });
  });

  it("unwraps anyOf with null", () => {
    expect(byName.get("body")).toMatchObject({ widget: "template", nullable: true, required: false });
  });

  it("draws a number that may also be a template as a number", () => {
    expect(byName.get("retryCount")).toMatchObject({ widget: "number", label: "Retry count", default: 3 });
  });

  it("derives widgets from types", () => {
    expect(byName.get("headers")?.widget).toBe("keyvalue");
    expect(byName.get("tags")?.widget).toBe("list");
    expect(byName.get("follow")).toMatchObject({ widget: "switch", advanced: true });
  });

  it("carries label, help, placeholder and required", () => {
    expect(byName.get("url")).toMatchObject({ label: "URL", help: "Where to send it", placeholder: "https://", required: true });
  });
});

describe("isVisible", () => {
  const field = (name: string) => {
    const found = byName.get(name);
    if (!found) throw new Error(name);
    return found;
  };

  it("compares with the value, or with the default while none is set", () => {
    expect(isVisible(field("body"), {}, fields)).toBe(false);
    expect(isVisible(field("body"), { method: "POST" }, fields)).toBe(true);
  });

  it("hides what hangs on a hidden field", () => {
    expect(isVisible(field("bodyNote"), { method: "GET", body: "x" }, fields)).toBe(false);
    expect(isVisible(field("bodyNote"), { method: "POST", body: "x" }, fields)).toBe(true);
  });
});

it("defaultsOf gives every stated default and no null", () => {
  expect(defaultsOf(http)).toEqual({ method: "GET", retryCount: 3, follow: true });
});
