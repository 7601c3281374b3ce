import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { Table } from "@/api/types";
import { TooltipProvider } from "@/ui/Tooltip";
import { ImportDialog } from "./ImportDialog";

const column = (name: string) => ({ id: `col_${name}`, name, type: "text", required: false, options: [] });
const table = { id: "tbl_1", name: "Ledger", rowCount: 0, columns: [column("code"), column("amount")] } as unknown as Table;

it("names the columns that the file does not have", async () => {
  const found = { total: 1, flagged: 0, skipped: 0, room: 9, errors: [], rows: [], columns: [{ name: "code", type: "text", isNew: false }] };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ success: true, data: found })));
  render(
    <QueryClientProvider client={new QueryClient()}>
      <TooltipProvider>
        <ImportDialog table={table} onClose={() => undefined} />
      </TooltipProvider>
    </QueryClientProvider>,
  );
  const input = document.querySelector<HTMLInputElement>("input[type=file]");
  if (input) await userEvent.upload(input, new File(["code\n1\n"], "a.csv", { type: "text/csv" }));
  expect(await screen.findByText("Not in the file, so empty in these rows: amount.")).toBeInTheDocument();
});
