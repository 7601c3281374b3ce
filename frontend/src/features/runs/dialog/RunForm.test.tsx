import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { emptyDefinition } from "@/graph/definition";
import { RunForm } from "./RunForm";

const doc = {
  ...emptyDefinition("Ledger"),
  inputSchema: { type: "object", properties: { number: { type: "string", title: "Invoice number" }, urgent: { type: "boolean" } } },
};
const last = { runId: "run_1", number: 12, input: { number: "INV-1", other: 1 }, steps: {} };

function answer(status: number, body: unknown) {
  const fetch = vi.fn<typeof globalThis.fetch>((url) => {
    const isRun = String(url).endsWith("/run");
    const other = { success: true, data: String(url).endsWith("/me") ? { permissions: [] } : [] };
    return Promise.resolve(new Response(JSON.stringify(isRun ? body : other), { status: isRun ? status : 200 }));
  });
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

function show(flush = () => Promise.resolve(true)) {
  const onStarted = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <RunForm open onOpenChange={() => undefined} workflowId="wf_1" doc={doc} publishedVersion={7} flush={flush} onStarted={onStarted} last={last} />
    </QueryClientProvider>,
  );
  return onStarted;
}

it("starts with the last input, saves the draft and runs it", async () => {
  const fetch = answer(202, { success: true, data: { runId: "run_2" } });
  const flush = vi.fn(() => Promise.resolve(true));
  const onStarted = show(flush);
  const number = screen.getByRole("textbox", { name: "Invoice number" });
  expect(number).toHaveValue("INV-1");
  await userEvent.type(number, "9");
  await userEvent.click(screen.getByRole("switch", { name: "Urgent" }));
  await userEvent.keyboard("{Control>}{Enter}{/Control}");
  await vi.waitFor(() => expect(onStarted).toHaveBeenCalledWith("run_2"));
  expect(flush).toHaveBeenCalled();
  const sent = fetch.mock.calls.find(([url]) => String(url).endsWith("/run"))?.[1]?.body;
  expect(JSON.parse(String(sent))).toEqual({ input: { number: "INV-19", other: 1, urgent: true }, version: "draft" });
});

it("says at the field what is wrong with the input", async () => {
  answer(400, { success: false, error: { code: "VALIDATION_ERROR", message: "The input does not fit.", details: [{ path: "input.number", message: "Invoice number is too long." }] } });
  const onStarted = show();
  await userEvent.click(screen.getByRole("button", { name: /Run/ }));
  expect(await screen.findByText("Invoice number is too long.")).toBeVisible();
  expect(onStarted).not.toHaveBeenCalled();
});

it("does not run a draft that could not be saved", async () => {
  answer(202, { success: true, data: { runId: "run_2" } });
  const onStarted = show(() => Promise.resolve(false));
  await userEvent.click(screen.getByRole("button", { name: /Run/ }));
  expect(await screen.findByText(/The draft is not saved yet/)).toBeVisible();
  expect(onStarted).not.toHaveBeenCalled();
});

it("goes on with what was typed before the page was left, such as to sign in again", async () => {
  answer(401, { success: false, error: { code: "UNAUTHENTICATED", message: "Sign in again." } });
  show(() => Promise.resolve(false));
  await userEvent.type(screen.getByRole("textbox", { name: "Invoice number" }), "-late");
  await userEvent.click(screen.getByRole("button", { name: /Run/ }));
  await screen.findByText(/The draft is not saved yet/);
  cleanup();
  show();
  expect(screen.getByRole("textbox", { name: "Invoice number" })).toHaveValue("INV-1-late");
  expect(screen.queryByText("From run 12")).toBeNull();
});
