import { describe, expect, it } from "vitest";
import { emptyDefinition, type Definition, type Json } from "./definition";
import { findText, refusal, replaceText } from "./find";
import { createStudioStore } from "./store";
import { block, catalogue, edge } from "./testing/sample";

function drawn(config: Record<string, Json>, more: { name?: string; notes?: string } = {}): Definition {
  return { ...emptyDefinition(), blocks: [block("in", "trigger.api"), { ...block("post", "http"), name: "Post it", ...more, config }], edges: [edge("in -> post")] };
}

const found = (doc: Definition, query: string) => findText(doc, catalogue, query).map(({ path, from, place, fixed }) => [path.join("."), from, place, fixed]);
const replaced = (doc: Definition, query: string, by: string) => replaceText(doc, findText(doc, catalogue, query), by);
const config = (doc: Definition) => doc.blocks[1]?.config;

describe("findText", () => {
  it("looks into names, notes and settings, whatever the case unless asked", () => {
    const doc = drawn({ url: "https://Acme.example/acme" }, { name: "Ask Acme", notes: "Acme is slow" });
    expect(found(doc, "acme")).toEqual([
      ["name", 4, "text", null],
      ["config.url", 8, "text", null],
      ["config.url", 21, "text", null],
      ["notes", 0, "text", null],
    ]);
    expect(findText(doc, catalogue, "acme", { matchCase: true })).toHaveLength(1);
    expect(findText(doc, catalogue, "", {})).toEqual([]);
  });

  it("looks into the notes on the canvas, and replaces in them", () => {
    const doc: Definition = { ...drawn({}, { name: "Ask Acme" }), notes: [{ id: "n1", text: "Acme pays late, acme!", position: { x: 0, y: 0 }, author: "ada@acme.example", at: "2026-03-01T00:00:00Z" }] };
    expect(findText(doc, catalogue, "acme").map(({ blockId, path, from }) => [blockId, path, from])).toEqual([
      ["post", ["name"], 4],
      ["note:n1", [], 0],
      ["note:n1", [], 16],
    ]);
    const after = replaced(doc, "acme", "Lumen");
    expect([after.blocks[1]?.name, after.notes?.[0]?.text]).toEqual(["Ask Lumen", "Lumen pays late, Lumen!"]);
    expect(replaced(doc, "pays", "paid").blocks).toBe(doc.blocks);
  });

  it("never shows what looks like a secret", () => {
    const doc = drawn({
      password: "hunter2-acme",
      headers: [{ name: "Authorization", value: "Basic acmeacme" }, { name: "X-Team", value: "acme" }],
      body: { text: "sk_live_acme0123456789abcdef", apiKey: "acme" },
      url: "{{secrets.acme}}",
    });
    expect(found(doc, "acme").map(([path]) => path)).toEqual(["config.headers.1.value", "config.url"]);
  });

  it("leaves choices and ids alone", () => {
    expect(found(drawn({ operation: "post", cases: [{ id: "post", equals: "post" }] }), "post").map(([path]) => path)).toEqual(["name", "config.cases.0.equals"]);
  });
});

describe("inside references", () => {
  it("whole names are renamed, parts of names are not", () => {
    const doc = drawn({ text: "Dear {{input.customer.mail}}, mail {{steps.post.output.email}}" });
    expect(config(replaced(doc, "mail", "address"))).toEqual({ text: "Dear {{input.customer.address}}, address {{steps.post.output.email}}" });
    expect(found(doc, "mail").map(([, , place, fixed]) => [place, fixed])).toEqual([["names", null], ["text", null], ["names", "part"]]);
  });

  it("a path of several names becomes another path", () => {
    expect(config(replaced(drawn({ text: "{{input.customer.mail}}" }), "customer.mail", "payer.contact.0.mail"))).toEqual({ text: "{{input.payer.contact.0.mail}}" });
  });

  it("blocks, roots and functions keep their names", () => {
    const doc = drawn({ text: "{{upper(steps.post.output.upper)}} {{input.input}}" });
    expect(found(doc, "post").map(([, , , fixed]) => fixed)).toEqual([null, "block"]);
    expect(found(doc, "upper").map(([, , , fixed]) => fixed)).toEqual(["function", null]);
    expect(found(doc, "input").map(([, , , fixed]) => fixed)).toEqual(["root", null]);
    expect(found(drawn({ text: "{{steps.post.output}}" }), "steps.post").map(([, , , fixed]) => fixed)).toEqual(["block"]);
  });

  it("expressions without braces are references too, their texts in quotes are texts", () => {
    const doc = drawn({ expression: 'input.status == "paid" && input.paid' });
    expect(config(replaced(doc, "paid", "settled"))).toEqual({ expression: 'input.status == "settled" && input.settled' });
    const [quoted, name] = findText(doc, catalogue, "paid");
    expect(quoted && refusal(quoted, 'all "paid"')).toBe("quote");
    expect(name && refusal(name, "paid out")).toBe("name");
    expect(name && refusal(name, "paid-out")).toBeNull();
  });

  it("what does not fit is left as it is", () => {
    const doc = drawn({ text: "paid {{input.paid}}" });
    expect(config(replaced(doc, "paid", "paid out"))).toEqual({ text: "paid out {{input.paid}}" });
    const same = drawn({ text: "{{input.paid}}" });
    expect(replaced(same, "paid", "paid out")).toBe(same);
  });
});

it("replaces everywhere as one step that undo takes back; no name is left empty", () => {
  const doc = drawn({ url: "a a", body: { x: ["a", { y: "ba" }] } }, { name: "a" });
  const store = createStudioStore({ doc, catalogue });
  store.getState().edit((before) => replaced(before, "a", "z"));
  expect(store.getState().doc.blocks[1]).toMatchObject({ name: "z", config: { url: "z z", body: { x: ["z", { y: "bz" }] } } });
  expect(replaced(doc, "a", "").blocks[1]?.name).toBe("a");
  store.getState().undo();
  expect(store.getState().doc).toEqual(doc);
});
