import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, it } from "vitest";
import type { WorkflowItem } from "@/api/types";
import { buildCatalogue } from "@/graph/catalogue";
import { TooltipProvider } from "@/ui/Tooltip";
import { WorkflowTable } from "./WorkflowTable";

const workflow: WorkflowItem = {
  id: "wf_1",
  name: "Paid invoice",
  description: "",
  status: "active",
  revision: 3,
  version: 7,
  publishedVersion: 7,
  trigger: null,
  nextFire: null,
  createdAt: "2025-11-01T00:00:00Z",
  updatedAt: "2025-11-01T00:00:00Z",
  blockTypes: ["trigger.api", "http"],
  lastRun: { id: "run_9", number: 9, status: "failed", summary: "Stopped at Post line", startedAt: "2025-11-01T00:00:00Z", finishedAt: null },
  stats: { days: [{ day: "2025-11-01", completed: 9, failed: 1, other: 0 }], completedShare: 0.9, perDay: 10 },
  hasUnpublishedChanges: true,
};

function show(workflows: WorkflowItem[] | undefined) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <TooltipProvider>
          <WorkflowTable workflows={workflows} catalogue={buildCatalogue([])} />
        </TooltipProvider>
      </MemoryRouter>
    </QueryClientProvider>,
  );
}

it("says of each workflow what it does, its state and its last run", () => {
  show([workflow]);
  const row = within(screen.getAllByRole("row")[1] as HTMLElement);
  expect(row.getByRole("link", { name: "Paid invoice" })).toHaveAttribute("href", "/workflows/wf_1");
  expect(row.getByText("When called through the API: http")).toBeInTheDocument();
  expect(row.getByText("Live")).toBeInTheDocument();
  expect(row.getByText("v7")).toBeInTheDocument();
  expect(row.getByText("edited since")).toBeInTheDocument();
  expect(row.getByText("Stopped at Post line").closest("a")).toHaveAttribute("href", "/runs/run_9");
  expect(row.getByRole("img", { name: "9 completed, 1 failed in 1 days" })).toBeInTheDocument();
  expect(row.getByText("90.0 %")).toBeInTheDocument();
  expect(row.getByText("10 a day")).toBeInTheDocument();
});

it("prefers the description and knows one that never ran", () => {
  show([{ ...workflow, description: "Posts every line", status: "draft", publishedVersion: null, lastRun: null, stats: { days: [], completedShare: null, perDay: 0 } }]);
  expect(screen.getByText("Posts every line")).toBeInTheDocument();
  expect(screen.getByText("Draft")).toBeInTheDocument();
  expect(screen.getByText("Never run")).toBeInTheDocument();
  expect(screen.getByText("none yet")).toBeInTheDocument();
});

it("keeps the place while the list is on its way", () => {
  show(undefined);
  expect(screen.getByRole("table")).toHaveAttribute("aria-busy", "true");
  expect(screen.queryByRole("link")).not.toBeInTheDocument();
});
