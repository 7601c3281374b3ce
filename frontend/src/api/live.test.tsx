import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openLive, type LiveState } from "./live";
import type { RunEventMessage } from "./types";

class FakeSocket {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static opened: FakeSocket[] = [];
  readyState = FakeSocket.CONNECTING;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    FakeSocket.opened.push(this);
  }
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.readyState = 3;
  }
  open() {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }
  say(event: Partial<RunEventMessage>) {
    this.onmessage?.({ data: JSON.stringify(event) });
  }
  drop(code = 1006) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const latest = () => FakeSocket.opened.at(-1) as FakeSocket;

beforeEach(() => {
  FakeSocket.opened = [];
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function watch(path: string, after?: number) {
  const events: number[] = [];
  const states: LiveState[] = [];
  const onResumed = vi.fn();
  const live = openLive({ path, after, onEvent: (event) => events.push(event.seq), onState: (state) => states.push(state), onResumed });
  return { events, states, onResumed, live };
}

describe("openLive", () => {
  it("asks for what came after the last known event, on the same host", () => {
    watch("/ws/runs/run_1", 7);
    latest().open();
    expect(latest().url).toBe(`ws://${window.location.host}/ws/runs/run_1`);
    expect(latest().sent).toEqual([JSON.stringify({ after: 7 })]);
  });

  it("resumes after the last event it saw and passes none on twice", () => {
    const { events, states } = watch("/ws/runs/run_1");
    latest().open();
    latest().say({ seq: 1, runId: "run_1" });
    latest().say({ seq: 2, runId: "run_1" });
    latest().drop();
    vi.advanceTimersByTime(500);
    expect(FakeSocket.opened).toHaveLength(2);
    latest().open();
    expect(latest().sent).toEqual([JSON.stringify({ after: 2 })]);
    latest().say({ seq: 2, runId: "run_1" });
    latest().say({ seq: 3, runId: "run_1" });
    expect(events).toEqual([1, 2, 3]);
    expect(states).toEqual(["connecting", "open", "reconnecting", "reconnecting", "open"]);
  });

  it("waits longer after each failure, up to a limit", () => {
    watch("/ws/runs/run_1");
    for (let attempt = 0; attempt < 12; attempt += 1) {
      latest().drop();
      vi.advanceTimersByTime(15_000);
    }
    expect(FakeSocket.opened).toHaveLength(13);
    latest().drop();
    vi.advanceTimersByTime(7_000);
    expect(FakeSocket.opened).toHaveLength(13);
  });

  it("counts the events of each run of a workflow apart and says when it came back", () => {
    const { events, onResumed } = watch("/ws/workflows/wf_1");
    latest().open();
    expect(latest().sent).toEqual([]);
    latest().say({ seq: 5, runId: "run_1" });
    latest().say({ seq: 1, runId: "run_2" });
    expect(events).toEqual([5, 1]);
    expect(onResumed).not.toHaveBeenCalled();
    latest().drop();
    vi.advanceTimersByTime(500);
    latest().open();
    expect(onResumed).toHaveBeenCalledOnce();
  });

  it("stops for good when the thing is gone", () => {
    const { states } = watch("/ws/runs/run_1");
    latest().drop(4404);
    vi.advanceTimersByTime(60_000);
    expect(states.at(-1)).toBe("gone");
    expect(FakeSocket.opened).toHaveLength(1);
  });

  it("stays closed once closed", () => {
    const { live, states } = watch("/ws/runs/run_1");
    latest().open();
    live.close();
    latest().drop(1000);
    vi.advanceTimersByTime(60_000);
    expect(states.at(-1)).toBe("closed");
    expect(FakeSocket.opened).toHaveLength(1);
  });
});
