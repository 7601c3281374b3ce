import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { JsonSchema } from "@/graph/catalogue";
import type { Json } from "@/graph/definition";
import { SchemaForm } from "../SchemaForm";

const schema: JsonSchema = {
  type: "object",
  properties: {
    tableId: { type: "string", title: "Table", "x-ui": { widget: "options", order: 1, optionsFrom: "tables" } },
    matchKey: { type: "string", title: "Match by", "x-ui": { widget: "options", order: 2, optionsFrom: "tables/{tableId}/columns" } },
  },
};
const offered: Record<string, { value: string; label: string; hint: string }[]> = {
  "/api/v1/options/tables?limit=100": [{ value: "tbl_1", label: "Invoices", hint: "5 rows" }],
  "/api/v1/options/tables/tbl_1/columns": [{ value: "number", label: "number", hint: "text" }],
};

beforeEach(() => {
  vi.stubGlobal("fetch", (url: string) =>
    Promise.resolve(new Response(JSON.stringify({ success: true, data: offered[url] ?? [], meta: { cursor: null, hasMore: false } }))),
  );
});
afterEach(() => vi.unstubAllGlobals());

function Harness({ start = {} }: { start?: Record<string, Json> }) {
  const [value, setValue] = useState(start);
  return (
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <SchemaForm
        schema={schema}
        value={value}
        onChange={(field, next) => setValue(({ [field]: _before, ...others }) => (next === undefined ? others : { ...others, [field]: next }))}
      />
      <output>{JSON.stringify(value)}</output>
    </QueryClientProvider>
  );
}

it("offers names, keeps ids, and a list that depends on another field", async () => {
  render(<Harness />);
  expect(screen.getByRole("combobox", { name: "Match by" })).toBeDisabled();
  await screen.findByRole("option", { name: "Invoices · 5 rows" });
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Table" }), "Invoices · 5 rows");
  await screen.findByRole("option", { name: "number · text" });
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Match by" }), "number · text");
  expect(screen.getByRole("status")).toHaveTextContent('{"tableId":"tbl_1","matchKey":"number"}');
});

it("keeps a value that is not in the list and says so", async () => {
  render(<Harness start={{ tableId: "tbl_gone" }} />);
  expect(await screen.findByRole("option", { name: "tbl_gone (not in the list)" })).toBeInTheDocument();
  expect(screen.getByRole("combobox", { name: "Table" })).toHaveValue("tbl_gone");
});

it("takes a value from the data instead", async () => {
  render(<Harness start={{ tableId: "{{input.table}}" }} />);
  expect(screen.getByRole("textbox", { name: "Table" })).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Choose from the list" }));
  expect(screen.getByRole("combobox", { name: "Table" })).toHaveValue("{{input.table}}");
});
