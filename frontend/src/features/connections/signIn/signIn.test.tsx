import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useSignIn } from "./useSignIn";

const request = { provider: "xero", method: "oauth", environment: "production" as const };

class Channel {
  static all: Channel[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;
  constructor() {
    Channel.all.push(this);
  }
  close() {
    Channel.all = Channel.all.filter((one) => one !== this);
  }
}

function say(data: object) {
  act(() => Channel.all.forEach((one) => one.onmessage?.({ data: { type: "headrace.connection", ...data } })));
}

beforeEach(() => {
  vi.stubGlobal("BroadcastChannel", Channel);
  const answer = { success: true, data: { url: "https://login.example/authorize", authUrl: "", connectionId: "conn_1", expiresInSeconds: 600 } };
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(answer), { status: 200 })));
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  Channel.all = [];
});

async function begun(opened: object | null) {
  vi.stubGlobal("open", () => opened);
  const connected: string[] = [];
  const { result } = renderHook(() => useSignIn((id) => connected.push(id)));
  await act(() => result.current.start(request));
  return { result, connected };
}

describe("signing in in the provider's window", () => {
  it("sends the window there and goes on with the answer, once", async () => {
    const replace = vi.fn();
    const { result, connected } = await begun({ closed: false, location: { replace } });
    expect(replace).toHaveBeenCalledWith("https://login.example/authorize");
    expect(result.current.phase.name).toBe("waiting");
    say({ isConnected: true, code: "", words: "", connectionId: "conn_2" });
    expect(connected).toEqual([]);
    say({ isConnected: true, code: "", words: "", connectionId: "conn_1" });
    say({ isConnected: true, code: "", words: "", connectionId: "conn_1" });
    expect(connected).toEqual(["conn_1"]);
  });

  it("gives a link where the browser blocks the window, and hears of it all the same", async () => {
    const { result, connected } = await begun(null);
    expect(result.current.phase).toEqual({ name: "blocked", url: "https://login.example/authorize" });
    say({ isConnected: true, code: "", words: "", connectionId: "conn_1" });
    expect(connected).toEqual(["conn_1"]);
  });

  it("notices that the window was closed", async () => {
    vi.useFakeTimers();
    const opened = { closed: false, location: { replace: () => undefined } };
    const { result } = await begun(opened);
    opened.closed = true;
    act(() => void vi.advanceTimersByTime(600));
    expect(result.current.phase.name).toBe("left");
  });

  it("repeats what the server says of a refusal", async () => {
    const { result, connected } = await begun({ closed: false, location: { replace: () => undefined } });
    say({ isConnected: false, code: "denied", words: "Access was not allowed.", connectionId: "conn_1" });
    expect(result.current.phase).toEqual({ name: "failed", words: "Access was not allowed." });
    expect(connected).toEqual([]);
  });

  it("lets the answer count that comes with the page which cuts the tie", async () => {
    vi.useFakeTimers();
    const opened = { closed: false, location: { replace: () => undefined } };
    const { result } = await begun(opened);
    opened.closed = true;
    const answer = { type: "headrace.connection", isConnected: false, code: "account", words: "That is another account.", connectionId: "conn_1" };
    act(() => {
      Channel.all.forEach((one) => one.onmessage?.({ data: answer }));
      vi.advanceTimersByTime(600);
    });
    expect(result.current.phase).toEqual({ name: "failed", words: "That is another account." });
  });
});
