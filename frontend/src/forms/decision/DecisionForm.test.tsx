import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { DecisionForm } from "./DecisionForm";

const asked = {
  runId: "run_1",
  stepId: "step_1",
  title: "Post INV-7?",
  description: "",
  form: { type: "object", properties: { period: { type: "string", title: "Post to period" } } },
  expiresAt: null,
  canDecide: true,
  refusal: null,
};

afterEach(() => vi.unstubAllGlobals());

const refused = (status: number, code: string, message: string) => () => Promise.resolve(new Response(JSON.stringify({ success: false, error: { code, message } }), { status }));

it.each<[string, () => Promise<Response>, string]>([
  ["a fault in words", refused(500, "INTERNAL", "Something broke here."), "Something broke here."],
  ["a fault without words", () => Promise.resolve(new Response("<html>", { status: 500 })), "Headrace answered with status 500 and no reason. Try again in a moment."],
  ["a server that is busy", refused(503, "UNAVAILABLE", "Headrace is busy. Try again."), "Headrace is busy. Try again."],
  ["a clash", refused(409, "CONFLICT", "The run has ended."), "The run has ended."],
  ["a missing right", refused(403, "FORBIDDEN", "Your role may not decide."), "Your role may not decide."],
  ["no network", () => Promise.reject(new TypeError("Failed to fetch")), "Headrace does not answer. Check your connection, then look whether this was done before you do it again."],
])("says %s, keeps what was typed, and allows another try", async (_case, answer, words) => {
  const fetch = vi.fn<typeof globalThis.fetch>(answer);
  vi.stubGlobal("fetch", fetch);
  const onDecided = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <DecisionForm asked={asked} onDecided={onDecided} />
    </QueryClientProvider>,
  );
  const note = screen.getByRole("textbox", { name: /^Note/ });
  await userEvent.type(note, "Matches PO 8817");
  await userEvent.type(screen.getByRole("textbox", { name: "Post to period" }), "2026-11");
  const approve = screen.getByRole("button", { name: "Approve" });
  await userEvent.click(approve);
  expect(await screen.findByText(words)).toBeVisible();
  expect(note).toHaveValue("Matches PO 8817");
  expect(screen.getByRole("textbox", { name: "Post to period" })).toHaveValue("2026-11");
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(onDecided).not.toHaveBeenCalled();

  fetch.mockImplementation(() => Promise.resolve(new Response(JSON.stringify({ success: true, data: { id: "run_1" } }), { status: 200 })));
  await userEvent.click(screen.getByRole("button", { name: "Approve" }));
  await vi.waitFor(() => expect(onDecided).toHaveBeenCalledWith(true));
  expect(JSON.parse(String(fetch.mock.calls.at(-1)?.[1]?.body))).toEqual({ approved: true, comment: "Matches PO 8817", form: { period: "2026-11" } });
});
