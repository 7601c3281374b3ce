import { expect, it } from "vitest";
import type { AuditEvent } from "@/api/types";
import { detailsOf, targetOf } from "./describe";

const event = (of: Partial<AuditEvent>): AuditEvent => ({ id: "audit_1", actor: "ada@acme.example", action: "x", target: "", data: {}, ip: null, at: "2026-03-01T00:00:00Z", ...of });

it("names the thing, not its id", () => {
  expect(targetOf(event({ target: "tbl_01", data: { name: "Seen invoices" } }))).toBe("Seen invoices");
  expect(targetOf(event({ target: "ben@acme.example" }))).toBe("ben@acme.example");
  expect(targetOf(event({ target: "ada@acme.example" }))).toBe("");
});

it("says of two states what differs", () => {
  const data = { before: { name: "Acme", timezone: "UTC" }, after: { name: "Acme Inc.", timezone: "UTC" } };
  expect(detailsOf(event({ data }))).toBe("name Acme → Acme Inc.");
});

it("says the rest in words", () => {
  const data = { name: "x", to: "editor", from: "viewer", fields: ["name", "columns"], runId: "run_0197a1b2-0000-7000-8000-000000000001", note: "" };
  expect(detailsOf(event({ data }))).toBe("from viewer, to editor, fields name and columns");
});
