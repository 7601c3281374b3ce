import { describe, expect, it } from "vitest";
import { neighbour } from "./neighbours";
import { mapProblems, problemOf } from "./problems";
import { portsOf } from "./ports";
import type { Problem } from "./store";
import { block, catalogue, drawing, sample } from "./testing/sample";
import { slug } from "./ids";
import { upstreamBlocks } from "./upstream";

describe("upstream", () => {
  it("lists what can have run before, nearest last", () => {
    expect(upstreamBlocks(sample(), "done").map((entry) => entry.id)).toEqual(["paid", "check", "notify", "log"]);
    expect(upstreamBlocks(sample(), "log").map((entry) => entry.id)).toEqual(["paid", "check"]);
    expect(upstreamBlocks(sample(), "paid")).toEqual([]);
  });

  it("sees out of a container", () => {
    const doc = drawing([block("a", "trigger.api"), block("each", "wait"), { ...block("in", "http"), parentId: "each" }], ["a -> each"]);
    expect(upstreamBlocks(doc, "in").map((entry) => entry.id)).toEqual(["a"]);
  });
});

describe("arrow keys", () => {
  it("go along edges, else to what stands there", () => {
    expect(neighbour(sample(), "paid", "down")).toBe("check");
    expect(neighbour(sample(), "done", "up")).toBe("notify");
    expect(neighbour(sample(), "notify", "right")).toBe("log");
    expect(neighbour(sample(), "paid", "up")).toBeNull();
  });
});

describe("ports", () => {
  it("come from the config, the type, and errors at the right", () => {
    expect(portsOf(catalogue, block("s", "switch", { cases: [{ id: "eu", label: "Europe" }, { id: "us" }] })).map((port) => [port.id, port.label, port.side])).toEqual([
      ["eu", "Europe", "bottom"],
      ["us", "us", "bottom"],
      ["default", "Otherwise", "bottom"],
    ]);
    expect(portsOf(catalogue, block("c", "condition")).map((port) => [port.id, port.side, port.at])).toEqual([
      ["true", "bottom", 0.25],
      ["false", "bottom", 0.75],
      ["error", "right", 0.5],
    ]);
  });
});

describe("problems", () => {
  const problem = (path: string, severity: Problem["severity"] = "error"): Problem => ({ path, blockId: null, severity, code: "X", message: path });

  it("find their block and field by path, and a card shows an error before a warning", () => {
    const mapped = mapProblems(sample(), [problem("blocks.2.name", "warning"), problem("blocks.2.config.url"), problem("settings.timeoutMs")]);
    expect(mapped.map((entry) => [entry.blockId, entry.field])).toEqual([["notify", null], ["notify", "url"], [null, null]]);
    expect(problemOf(mapped, "notify")?.field).toBe("url");
    expect(problemOf(mapped, "log")).toBeUndefined();
  });
});

describe("ids", () => {
  it.each([["Over 5,000?", "over_5000"], ["Größe prüfen", "große_prufen".replace("ß", "_").replace(/_+/g, "_")], ["2nd try", "block_2nd_try"], ["…", "block"]])("%s -> %s", (name, id) => expect(slug(name)).toBe(id));
});
