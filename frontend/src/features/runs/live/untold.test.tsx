import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { keys } from "@/api/keys";
import { expectEnd } from "./untold";
import { useRunView } from "./useRunView";

/** A socket over which nothing comes: the page's own look is first. */
class Silent {
  close() {}
  send() {}
}

let client: QueryClient;
const run = (id: string, status: string) => ({ id, workflowId: "wf_1", status, lastSeq: 5, waiting: [], steps: [] });
const samplesAreOld = () => client.getQueryState(keys.samples("wf_1"))?.isInvalidated;

function look(id: string, status: string) {
  client.setQueryData(keys.shownRun(id), run(id, status));
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;
  return renderHook(() => useRunView(id), { wrapper });
}

beforeEach(() => {
  vi.stubGlobal("WebSocket", Silent);
  vi.stubGlobal("fetch", vi.fn(() => new Promise(() => undefined)));
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(keys.samples("wf_1"), null);
});

afterEach(() => vi.unstubAllGlobals());

it("reads the samples anew when the page learns of the end before the last event comes", async () => {
  look("run_1", "running");
  expect(samplesAreOld()).toBe(false);
  act(() => void client.setQueryData(keys.shownRun("run_1"), run("run_1", "completed")));
  await waitFor(() => expect(samplesAreOld()).toBe(true));
});

it("reads them anew after a run that was over before its page looked", async () => {
  expectEnd("run_2");
  look("run_2", "completed");
  await waitFor(() => expect(samplesAreOld()).toBe(true));
});

it("reads nothing anew for old runs", () => {
  look("run_3", "completed");
  expect(samplesAreOld()).toBe(false);
});
