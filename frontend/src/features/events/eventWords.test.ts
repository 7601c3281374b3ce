import { describe, expect, it } from "vitest";
import type { InboundEvent } from "@/api/types";
import { decisionWords, eventWords, firstEvent, readBody, sizeOf, sizeWords, sourceWords } from "./eventWords";

type Decision = InboundEvent["decisions"][number];
const decision = (facts: Partial<Decision>): Decision => ({
  workflowId: "wf_1", workflowName: "Invoice paid", triggerId: "start", status: "started", reason: "", runId: "run_1", runNumber: 12, runStatus: "completed", ...facts,
});
const event = (facts: Partial<InboundEvent>): InboundEvent => ({
  id: "evt_1", source: "stripe", topic: "invoice.paid", status: "started", reason: "", firstId: null, size: 2, preview: "{}", decisions: [], receivedAt: "2026-01-01T00:00:00Z", ...facts,
});

describe("what became of an event", () => {
  it("names the run it started, and how many more", () => {
    expect(eventWords(event({ decisions: [decision({})] }))).toBe("Started run #12 of “Invoice paid”");
    const filtered = decision({ status: "filtered", reason: "data.amount $gt 1000", runId: null, runNumber: null });
    expect(eventWords(event({ decisions: [filtered, decision({})] }))).toBe("Started run #12 of “Invoice paid” and one more");
    expect(decisionWords(filtered)).toBe("Filtered by “Invoice paid”: data.amount $gt 1000");
    expect(decisionWords(decision({ runNumber: null }))).toBe("Started a run of “Invoice paid”");
  });

  it("says why it started nothing", () => {
    expect(eventWords(event({ status: "rejected", reason: "The signature does not match." }))).toBe("Rejected: The signature does not match.");
    expect(eventWords(event({ status: "duplicate", reason: "An event with this id came before." }))).toBe("An event with this id came before.");
    expect(eventWords(event({ status: "unheard", reason: "No workflow listens to it." }))).toBe("No workflow listens to it.");
    expect(eventWords(event({ status: "held", decisions: [decision({ status: "held" })] }))).toBe("Held while “Invoice paid” is paused");
  });
});

describe("its parts", () => {
  it("are read as data where they are, and sizes as people say them", () => {
    expect(readBody('{"a":1}')).toEqual({ json: { a: 1 } });
    expect(readBody("<xml/>")).toEqual({ text: "<xml/>" });
    expect([3, 2048, 3 * 1024 * 1024].map(sizeWords)).toEqual(["3 B", "2.0 KB", "3.0 MB"]);
    expect(sizeOf({ status: "rejected", size: 0 })).toBe("–");
    expect(sizeOf({ status: "started", size: 0 })).toBe("0 B");
    expect(sourceWords("stripe", new Map([["stripe", "Stripe"]]))).toBe("Stripe");
    expect(sourceWords("custom", new Map())).toBe("Webhook");
    expect(firstEvent("https://h.example")).toContain("curl -X POST https://h.example/api/v1/app-events");
  });
});
