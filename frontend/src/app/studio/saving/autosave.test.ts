import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { emptyDefinition } from "@/graph/definition";
import { createStudioStore } from "@/graph/store";
import { startAutosave, type Save, type SaveOutcome } from "./autosave";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function studio(...outcomes: SaveOutcome[]) {
  const store = createStudioStore({ doc: emptyDefinition("A"), revision: 1 });
  const sent: { name: string; revision: number }[] = [];
  const save: Save = (doc, revision) => {
    sent.push({ name: doc.name, revision });
    return Promise.resolve(outcomes.shift() ?? { kind: "saved", revision: revision + 1 });
  };
  return { store, sent, autosave: startAutosave(store, save) };
}

describe("autosave", () => {
  it("waits for a pause and then saves once", async () => {
    const { store, sent } = studio();
    for (const name of ["B", "C", "D"]) {
      store.getState().updateDoc({ name });
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(400);
    expect(sent).toEqual([{ name: "D", revision: 1 }]);
    expect(store.getState()).toMatchObject({ saved: "saved", revision: 2 });
  });

  it("saves again what was typed while the answer was on its way", async () => {
    const { store, sent } = studio();
    store.getState().updateDoc({ name: "B" });
    await vi.advanceTimersByTimeAsync(600);
    store.getState().updateDoc({ name: "C" });
    await vi.advanceTimersByTimeAsync(700);
    expect(sent.map((one) => one.revision)).toEqual([1, 2]);
  });

  it("tries again by itself when the server does not answer", async () => {
    const { store, sent } = studio({ kind: "unreachable", message: "No answer" });
    store.getState().updateDoc({ name: "B" });
    await vi.advanceTimersByTimeAsync(600);
    expect(store.getState()).toMatchObject({ saved: "error", saveError: "No answer" });
    await vi.advanceTimersByTimeAsync(2000);
    expect(sent).toHaveLength(2);
    expect(store.getState().saved).toBe("saved");
  });

  it("stops at a conflict until it is answered, and then goes on from their revision", async () => {
    const { store, sent } = studio({ kind: "conflict", theirs: emptyDefinition("Theirs"), revision: 7 });
    store.getState().updateDoc({ name: "B" });
    await vi.advanceTimersByTimeAsync(5000);
    store.getState().updateDoc({ name: "C" });
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent).toHaveLength(1);
    store.getState().merge(store.getState().doc);
    await vi.advanceTimersByTimeAsync(700);
    expect(sent[1]).toEqual({ name: "C", revision: 7 });
    expect(store.getState()).toMatchObject({ saved: "saved", revision: 8 });
  });

  it("flushes at once before a run", async () => {
    const { store, sent, autosave } = studio();
    store.getState().updateDoc({ name: "B" });
    const flushed = autosave.flush();
    await vi.advanceTimersByTimeAsync(0);
    expect(await flushed).toBe(true);
    expect(sent).toHaveLength(1);
  });
});
