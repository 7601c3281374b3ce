import { describe, expect, it } from "vitest";
import type { Connection } from "@/api/types";
import { healthOf, needsReconnect } from "./health";
import { countsOf, matches, rowsOf } from "./rows";
import { scopeWords } from "./scopeWords";
import { connection, provider } from "./testing";

const now = new Date("2026-03-10T12:00:00Z");
const health = (facts: Partial<Connection>, workflows?: number) => healthOf(connection(facts), workflows, now);

describe("the health of a connection", () => {
  it("says when a working one was checked", () => {
    expect(health({ checkedAt: "2026-03-10T11:56:00Z" })).toMatchObject({ group: "working", glyph: "completed", words: "Working", more: "Checked 4 min ago" });
  });

  it("says in the server's words why a broken one is broken", () => {
    expect(health({ status: "expired", statusReason: "Someone removed Headrace in Xero." })).toMatchObject({
      group: "broken",
      words: "Access has ended",
      more: "Someone removed Headrace in Xero.",
    });
    expect(health({ status: "error", statusCode: "missing_scope" }).words).toBe("Missing permission");
  });

  it("wants attention for a renewal that is being repeated and for a sign-in left half way", () => {
    expect(health({ statusReason: "The renewal is being repeated." }).group).toBe("attention");
    expect(health({ status: "pending" })).toMatchObject({ group: "attention", words: "Not finished" });
    expect(health({ status: "pending", accountChoices: [{ id: "1", label: "One" }] }).words).toBe("Choose an account");
  });

  it("says how long an unused one was not used, and does not while that is unknown", () => {
    const idle = { lastUsedAt: "2025-12-06T12:00:00Z", checkedAt: "2026-03-10T11:00:00Z" };
    expect(health(idle, 0).words).toBe("Not used for 94 days");
    expect(health(idle).words).toBe("Working");
    expect(health(idle, 2).words).toBe("Working");
  });

  it("offers to reconnect what a person can mend that way", () => {
    expect(needsReconnect(connection({ status: "revoked" }))).toBe(true);
    expect(needsReconnect(connection({}))).toBe(false);
    expect(needsReconnect(connection({ status: "pending", accountChoices: [{ id: "1", label: "One" }] }))).toBe(false);
  });
});

describe("the rows", () => {
  const rows = rowsOf(
    [
      connection({ id: "conn_a", provider: "xero", account: "Brightwater UK" }),
      connection({ id: "conn_b", provider: "slack", status: "expired" }),
      connection({ id: "conn_c", provider: "gone", sameAccount: ["conn_a"] }),
    ],
    [provider({ id: "xero", name: "Xero" }), provider({ id: "slack", name: "Slack" })],
    new Map([["conn_a", { connectionId: "conn_a", workflows: 3, atRisk: 1 }]]),
    now,
  );

  it("stand with the broken ones first", () => {
    expect(rows.map((row) => row.connection.id)).toEqual(["conn_b", "conn_c", "conn_a"]);
  });

  it("are counted for each filter", () => {
    expect(countsOf(rows)).toEqual({ all: 3, broken: 1, attention: 0, working: 2, unused: 2, duplicates: 1 });
  });

  it("are found by the app's name and by the account, in any case", () => {
    expect(rows.filter((row) => matches(row, "xero BRIGHT")).map((row) => row.connection.id)).toEqual(["conn_a"]);
  });
});

describe("a scope in words", () => {
  it.each([
    ["crm.objects.contacts.read", "Read contacts"],
    ["crm.objects.line_items.read", "Read line items"],
    ["crm.objects.deals.write", "Read and change deals"],
    ["chat:write", "Read and change chat"],
    ["https://www.googleapis.com/auth/gmail.send", "Send gmail"],
    ["accounting.transactions", "Accounting transactions"],
    ["accounting.banktransactions", "Accounting bank transactions"],
    ["accounting.reports.profitandloss.read", "Read profit and loss"],
    ["offline_access", null],
  ])("says %s as %s", (scope, words) => {
    expect(scopeWords(scope)).toBe(words);
  });
});
