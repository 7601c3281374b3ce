import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { Table } from "@/api/types";
import { TooltipProvider } from "@/ui/Tooltip";
import { ImportDialog } from "./ImportDialog";

Element.prototype.scrollIntoView = vi.fn(); // jsdom draws nothing
const column = (name: string) => ({ id: `col_${name}`, name, type: "text", required: false, options: [] });
const table = { id: "tbl_1", name: "Ledger", rowCount: 0, columns: [column("code"), column("amount")] } as unknown as Table;

function show(onClose: () => void) {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <TooltipProvider>
        <ImportDialog table={table} onClose={onClose} />
      </TooltipProvider>
    </QueryClientProvider>,
  );
}

async function choose() {
  const input = document.querySelector<HTMLInputElement>("input[type=file]");
  if (input) await userEvent.upload(input, new File(["code\n1\n"], "a.csv", { type: "text/csv" }));
}

it("names the columns that the file does not have", async () => {
  const found = { total: 1, flagged: 0, skipped: 0, room: 9, errors: [], rows: [], columns: [{ name: "code", type: "text", isNew: false }] };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ success: true, data: found })));
  show(() => undefined);
  await choose();
  expect(await screen.findByText("Not in the file, so empty in these rows: amount.")).toBeInTheDocument();
});

it("stays while rows are imported, and says what is not known when no answer comes", async () => {
  const found = { total: 2, flagged: 0, skipped: 0, room: 9, errors: [], rows: [], columns: [{ name: "code", type: "text", isNew: false }] };
  let breakOff: (() => void) | undefined;
  vi.stubGlobal("fetch", (url: string) => {
    if (!url.endsWith("/preview")) return new Promise((_, reject) => { breakOff = () => reject(new TypeError("Failed to fetch")); });
    return Promise.resolve(Response.json({ success: true, data: found }));
  });
  const onClose = vi.fn();
  show(onClose);
  await choose();
  await userEvent.click(await screen.findByRole("button", { name: "Import 2 rows" }));
  await userEvent.keyboard("{Escape}");
  expect(screen.getByRole("button", { name: "Cancel" })).toBeDisabled();
  expect(onClose).not.toHaveBeenCalled();
  breakOff?.();
  expect(await screen.findByText(/Either every row was imported or none/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(onClose).toHaveBeenCalled();
});
