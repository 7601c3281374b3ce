import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { MemoryRouter } from "react-router";
import { expect, it, vi } from "vitest";
import type { Run, RunStep } from "@/api/types";
import { buildCatalogue } from "@/graph/catalogue";
import { emptyDefinition, type BlockDef } from "@/graph/definition";
import { fromRun } from "@/graph/runState";
import { TooltipProvider } from "@/ui/Tooltip";
import { RunPanel, type RunPanelProps } from "./RunPanel";

const block = (id: string, type: string, name: string): BlockDef => ({ id, type, name, position: { x: 0, y: 0 }, config: {} });
const doc = {
  ...emptyDefinition("Ledger"),
  blocks: [block("in", "trigger.api", "API call"), block("post", "http", "Post receipt"), block("tell", "http", "Tell revenue")],
  edges: [{ source: "in", sourcePort: "out", target: "post" }, { source: "post", sourcePort: "out", target: "tell" }],
};
const at = "2026-11-20T10:00:00.000Z";
const step = (id: string, more: Partial<RunStep>): RunStep => ({
  id, stepId: `step_${id}`, name: id, type: "http", status: "completed", reason: null, iteration: [], attempts: 1, attemptLog: [], input: { sent: id },
  output: { got: id }, error: null, warnings: [], log: [], digest: null, port: "out", startedAt: at, completedAt: at, durationMs: 5, ...more,
});
const failed = step("post", { status: "failed", port: null, output: null, error: { code: "HTTP_422", message: "Account 4020 is inactive" }, attempts: 1 });
const run = {
  id: "run_7", number: 7, workflowId: "wf_1", workflowName: "Ledger", workflowVersion: 2, versionRef: "2", status: "failed", triggerType: "api", triggerId: "in",
  test: false, dryRun: false, subject: null, summary: null, error: { code: "HTTP_422", message: "Account 4020 is inactive", blockId: "post" }, startedAt: at, completedAt: at,
  durationMs: 900, createdAt: at, input: { number: "INV-1" }, output: null, waiting: [], retryOf: null, steps: [step("in", {}), failed], lastSeq: 9,
} satisfies Run;

const client = new QueryClient();

function panelOf(given: Run, props: Partial<RunPanelProps> = {}) {
  const live = { run: given, view: fromRun(given), connection: "closed" as const, error: null };
  return (
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <TooltipProvider>
          <RunPanel live={live} doc={doc} catalogue={buildCatalogue([])} selectedId={null} onSelect={() => undefined} mayRun onStarted={() => undefined} {...props} />
        </TooltipProvider>
      </MemoryRouter>
    </QueryClientProvider>
  );
}

function show(given: Run, props: Partial<RunPanelProps> = {}) {
  return render(panelOf(given, props));
}

it("opens a failed run with what went wrong and the ways on", async () => {
  const onOpenInDraft = vi.fn();
  show(run, { onOpenInDraft });
  expect(screen.getByRole("tab", { name: "What went wrong" })).toHaveAttribute("aria-selected", "true");
  expect(screen.getByRole("heading", { name: "Stopped at Post receipt" })).toBeVisible();
  expect(screen.getByText("Account 4020 is inactive.")).toBeVisible();
  expect(screen.getByText(/was not reached/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Open in the draft" }));
  expect(onOpenInDraft).toHaveBeenCalledWith("post");
});

it("turns to the step of a block that is clicked on the canvas, not of one chosen in the panel", async () => {
  const { rerender } = show(run);
  const panel = (selectedId: string | null) => panelOf(run, { selectedId });
  rerender(panel("in"));
  expect(screen.getByRole("tab", { name: "Timeline" })).toHaveAttribute("aria-selected", "true");
  expect(screen.getByRole("region", { name: "Step API call" })).toBeVisible();
  await userEvent.click(screen.getByRole("tab", { name: /^Log/ }));
  rerender(panel("post"));
  expect(screen.getByRole("tab", { name: /^Log/ })).toHaveAttribute("aria-selected", "true");
});

it("shows the steps on the timeline and the failed one in detail", async () => {
  const onSelect = vi.fn();
  show(run, { onSelect });
  await userEvent.click(screen.getByRole("tab", { name: "Timeline" }));
  const rows = within(screen.getByRole("list", { name: "Timeline" })).getAllByRole("button");
  expect(rows.map((row) => row.dataset["status"])).toEqual(["completed", "failed", "queued"]);
  expect(screen.getByRole("region", { name: "Step Post receipt" })).toHaveTextContent("Why did this run?");
  await userEvent.click(screen.getByRole("button", { name: /Tell revenue/ }));
  expect(onSelect).toHaveBeenCalledWith("tell");
});

it("has no such tab for a run that went well, and shows its answer", async () => {
  show({ ...run, status: "completed", error: null, output: { ok: true }, steps: [step("in", {}), step("post", {}), step("tell", {})] });
  expect(screen.queryByRole("tab", { name: "What went wrong" })).toBeNull();
  await userEvent.click(screen.getByRole("tab", { name: "Answer" }));
  expect(screen.getByRole("group", { name: "Answer" })).toHaveTextContent("ok: true");
});

it("offers to cancel only while the run goes on", () => {
  const { unmount } = show(run, { onClose: () => undefined });
  expect(screen.queryByRole("button", { name: "Cancel run" })).toBeNull();
  unmount();
  show({ ...run, status: "running", completedAt: null, durationMs: null }, { onClose: () => undefined });
  expect(screen.getByRole("button", { name: /Cancel run/ })).toBeVisible();
});
