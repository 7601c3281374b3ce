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
    provider: { type: "string", title: "Provider", enum: ["stripe", "slack"], "x-ui": { widget: "select", order: 1 } },
    events: {
      type: "array",
      items: { type: "string" },
      title: "Events",
      "x-ui": { widget: "choices", order: 2, template: false, optionsFrom: "event-sources/{provider}/events" },
    },
    kinds: {
      type: "array",
      items: { type: "string", enum: ["im", "mpim"] },
      title: "Kinds",
      "x-ui": { widget: "choices", order: 3, template: false, labels: { im: "Direct message" } },
    },
  },
};
const offered = [
  { value: "invoice.paid", label: "Invoice paid", hint: "invoice.paid" },
  { value: "invoice.voided", label: "Invoice voided", hint: "invoice.voided" },
];

beforeEach(() => {
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify({ success: true, data: offered, meta: { cursor: null, hasMore: false } }))));
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

it("takes several of a list by their labels, and a name that is not in it", async () => {
  render(<Harness start={{ provider: "stripe" }} />);
  await userEvent.click(await screen.findByRole("checkbox", { name: /Invoice voided/ }));
  await userEvent.click(screen.getByRole("checkbox", { name: /Invoice paid/ }));
  await userEvent.click(screen.getByRole("checkbox", { name: /Invoice voided/ }));
  await userEvent.type(screen.getByRole("textbox", { name: "Search in events" }), "payout.reconciled");
  await userEvent.click(screen.getByRole("button", { name: "Add “payout.reconciled”" }));
  expect(screen.getByRole("status")).toHaveTextContent('{"provider":"stripe","events":["invoice.paid","payout.reconciled"]}');
  expect(screen.getByRole("checkbox", { name: /payout\.reconciled.*not in the list/ })).toBeChecked();
});

it("waits for the field it depends on", () => {
  render(<Harness />);
  expect(screen.getByText("Choose what stands above first")).toBeVisible();
});

it("offers what the schema allows where there is no list to ask for", async () => {
  render(<Harness />);
  await userEvent.click(screen.getByRole("checkbox", { name: "Direct message" }));
  expect(screen.getByRole("status")).toHaveTextContent('{"kinds":["im"]}');
});
