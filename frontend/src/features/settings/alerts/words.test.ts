import { describe, expect, it } from "vitest";
import { missingIn } from "./draft";
import { alertInWords, minutesInWords, targetInWords } from "./words";
import type { Alert } from "@/api/types";

const alert = (facts: Partial<Alert>): Alert => ({
  kind: "run_failed", title: "", workflowId: null, enabled: true, minutes: null, groupMinutes: 60, targets: [], isOwn: false, updatedBy: null, updatedAt: null, ...facts,
});

describe("an alert in words", () => {
  it("says times as people do", () => {
    expect([1, 45, 60, 90, 120, 1440, 4320].map(minutesInWords)).toEqual(["1 minute", "45 minutes", "1 hour", "90 minutes", "2 hours", "1 day", "3 days"]);
  });

  it("says who is told", () => {
    expect(targetInWords({ type: "email", to: "owner" }, [])).toBe("the owner");
    expect(targetInWords({ type: "email", to: "a@b.example" }, [])).toBe("a@b.example");
    expect(targetInWords({ type: "slack", channel: "#ops", connectionId: null }, [])).toBe("Slack #ops");
    expect(targetInWords({ type: "webhook", endpointId: "we_1" }, [])).toBe("a deleted endpoint");
  });

  it("says after how long and how often", () => {
    expect(alertInWords(alert({}))).toBe("at most one message in 1 hour");
    expect(alertInWords(alert({ minutes: 15 }))).toBe("after 15 minutes, at most one message in 1 hour");
  });
});

describe("what is missing", () => {
  it("is named by its place", () => {
    expect(missingIn({ enabled: true, targets: [] })).toBe("targets");
    expect(missingIn({ enabled: false, targets: [] })).toBe("");
    expect(missingIn({ enabled: true, targets: [{ type: "email", to: "owner" }, { type: "email", to: "nobody" }] })).toBe("targets.1");
    expect(missingIn({ enabled: true, targets: [{ type: "slack", channel: " ", connectionId: null }] })).toBe("targets.0");
    expect(missingIn({ enabled: true, targets: [{ type: "webhook", endpointId: "we_1" }] })).toBe("");
  });
});
