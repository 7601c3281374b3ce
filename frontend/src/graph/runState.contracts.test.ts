/** Events of real runs, kept by tests/contracts: folding them leads to what the API tells of the run in the end. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applyRunEvent, emptyRun, fromRun, progressOf, type RunEvent, type RunLike, type RunView } from "./runState";

function kept(name: string): { run: RunLike; events: RunEvent[] } {
  return JSON.parse(readFileSync(new URL(`../../../tests/contracts/${name}.json`, import.meta.url), "utf8")) as { run: RunLike; events: RunEvent[] };
}

/** What both ways tell of a block: skipped ones have no step id in events. */
function told(view: RunView) {
  return Object.fromEntries(
    Object.entries(view.steps).map(([id, { status, port, rounds, error }]) => {
      const counts = rounds && Object.fromEntries(Object.entries(rounds.counts).filter(([, count]) => count > 0));
      return [id, { status, port: port ?? null, counts, ports: rounds?.ports, open: rounds?.open, code: error?.code }];
    }),
  );
}

describe.each(["branches", "loop"])("the run “%s”", (name) => {
  const { run, events } = kept(name);
  const view = events.reduce(applyRunEvent, emptyRun(run.id));

  it("ends as the API tells it", () => {
    const whole = fromRun(run);
    expect(told(view)).toEqual(told(whole));
    expect(view).toMatchObject({ status: whole.status, lastSeq: whole.lastSeq });
  });

  it("is the same from any point on", () => {
    const middle = events.slice(0, 7).reduce(applyRunEvent, emptyRun(run.id));
    expect(events.reduce(applyRunEvent, middle)).toEqual(view);
  });
});

it("tells how far a fan-out has got", () => {
  const { run, events } = kept("loop");
  const done = events.map((_, index) => progressOf(events.slice(0, index + 1).reduce(applyRunEvent, emptyRun(run.id)), "each", ["a", "b"])?.done ?? -1);
  expect(done).toEqual([...done].sort((one, other) => one - other));
  expect(new Set(done)).toEqual(new Set([-1, 0, 1, 2, 3]));
});
