/** A small catalogue and drawing for the graph's tests. */
import { buildCatalogue, type BlockType } from "../catalogue";
import type { BlockDef, Definition, EdgeDef, Json } from "../definition";
import { emptyDefinition } from "../definition";

function type(of: Partial<BlockType> & { type: string; name: string }): BlockType {
  return {
    category: "Control", description: "", icon: "box", color: null, outputs: [{ id: "out", label: "" }], outputsFrom: null, canFail: false,
    isTrigger: false, isContainer: false, effect: "none", sentence: "", emptySentence: "", configSchema: {}, outputSchema: null, provider: null, ...of,
  };
}

export const catalogue = buildCatalogue([
  type({ type: "trigger.api", name: "API call", category: "Triggers", isTrigger: true, sentence: "When the API is called" }),
  type({
    type: "trigger.schedule", name: "Schedule", category: "Triggers", isTrigger: true, sentence: "{cron}", emptySentence: "Choose when it runs",
    configSchema: { properties: { cron: { "x-ui": { widget: "schedule", covers: ["interval", "timezone"] } } } },
  }),
  type({
    type: "condition", name: "Condition", outputs: [{ id: "true", label: "Yes" }, { id: "false", label: "No" }], canFail: true,
    sentence: "When {expression}[{rules}]", emptySentence: "Choose what to compare",
    configSchema: { properties: { expression: { "x-ui": { widget: "expression" } }, rules: { "x-ui": { widget: "rules" } } } },
  }),
  type({
    type: "switch", name: "Switch", outputs: [{ id: "default", label: "Otherwise" }], outputsFrom: { field: "cases", id: "id", label: "label" },
    sentence: "By {value}", emptySentence: "Choose what to look at",
  }),
  type({ type: "http", name: "HTTP request", category: "HTTP and code", canFail: true, sentence: "{method} {url}", emptySentence: "Choose where to send it", configSchema: { properties: { method: { default: "GET" } } } }),
  type({ type: "transform", name: "Reshape data", category: "Data", sentence: "Make {mapping}", emptySentence: "Choose what to make" }),
  type({ type: "wait", name: "Wait", sentence: "Wait {duration} {unit}", emptySentence: "Choose how long", configSchema: { properties: { unit: { default: "seconds" } } } }),
  type({ type: "loop", name: "Loop", isContainer: true, canFail: true, outputs: [{ id: "done", label: "Done" }], sentence: "For each {itemVariable} of {collection}", emptySentence: "Choose the list to go through" }),
  type({ type: "parallel", name: "Parallel", isContainer: true, canFail: true, outputs: [{ id: "done", label: "Done" }], sentence: "Run the lanes side by side" }),
  type({
    type: "slack", name: "Slack", category: "Apps", color: "#4A154B", provider: "slack", canFail: true, emptySentence: "Choose what to do",
    operations: [{ id: "sendMessage", aliases: ["postMessage"], name: "Send a message", effect: "write", idempotent: false, scopes: [], configSchema: {}, outputSchema: null, sentence: "Post “{text}”[ to {channel}]" }],
  }),
]);

export function block(id: string, type: string, config: Record<string, Json> = {}, at: { x?: number; y?: number; name?: string } = {}): BlockDef {
  return { id, type, name: at.name ?? id.charAt(0).toUpperCase() + id.slice(1), position: { x: at.x ?? 0, y: at.y ?? 0 }, config };
}

/** "a -> b" or "a.true -> b". */
export function edge(text: string): EdgeDef {
  const [from = "", target = ""] = text.split(" -> ");
  const [source = "", sourcePort = "out"] = from.split(".");
  return { source, sourcePort, target };
}

export function drawing(blocks: BlockDef[], edges: string[] = []): Definition {
  return { ...emptyDefinition("Test"), blocks, edges: edges.map(edge) };
}

/** paid -> check; check yes -> notify; check no -> log; notify -> done <- log */
export function sample(): Definition {
  return drawing(
    [
      block("paid", "trigger.api"),
      block("check", "condition", { expression: "{{input.amount}} > 5000" }, { y: 112 }),
      block("notify", "http", { url: "https://x.test/{{steps.check.output.result}}" }, { x: -140, y: 236 }),
      block("log", "transform", { mapping: { total: "{{ steps.check.result + steps.checker.x }}" } }, { x: 140, y: 236 }),
      block("done", "wait", { duration: "{{steps.notify.output.body.seconds}}" }, { y: 360 }),
    ],
    ["paid -> check", "check.true -> notify", "check.false -> log", "notify -> done", "log -> done"],
  );
}

/** A block in a frame. */
export function inside(frame: string, of: BlockDef): BlockDef {
  return { ...of, parentId: frame };
}
