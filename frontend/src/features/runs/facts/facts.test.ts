import { expect, it } from "vitest";
import type { Incident, RunStep } from "@/api/types";
import { incidentWords, queueWords } from "./facts";

it("says the place in line and why there is one", () => {
  expect(queueWords(3, 1)).toBe("Third in line: one at a time.");
  expect(queueWords(1, 5)).toBe("First in line: 5 at a time.");
  expect(queueWords(21, null)).toBe("21st in line.");
  expect(queueWords(112, null)).toBe("112th in line.");
  expect(queueWords(1203, null)).toBe("1,203rd in line.");
});

it("says when a worker was lost, where, and how soon the run went on", () => {
  const at = "2026-11-20T10:31:00.000Z";
  const incident: Incident = { at, kind: "lease_expired", message: "Gone.", host: "host-2", pid: 7, blocks: ["post"] };
  const step = { startedAt: "2026-11-20T10:30:00Z", attemptLog: [{ attempt: 2, startedAt: "2026-11-20T10:31:12Z", completedAt: null, error: null }] } as unknown as RunStep;
  expect(incidentWords(incident, { steps: [step], completedAt: null })).toMatch(/^Its worker was lost at .+ on host-2; it went on 12 s later\.$/);
  expect(incidentWords(incident, { steps: [], completedAt: null })).toMatch(/on host-2; it goes on by itself\.$/);
  expect(incidentWords({ ...incident, kind: "stale_write", message: "Nothing was taken." }, { steps: [], completedAt: null })).toBe("Nothing was taken.");
});
