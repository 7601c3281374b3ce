import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor } from "@testing-library/react";
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
    channel: { type: "string", title: "Channel", "x-ui": { widget: "options", order: 3, optionsFrom: "slack/channels" } },
    users: { type: "array", items: { type: "string" }, title: "People", "x-ui": { widget: "list", order: 4, optionsFrom: "slack/users" } },
  },
};
interface Option {
  value: string;
  label: string;
  hint: string;
}
const channels: Option[] = Array.from({ length: 60 }, (_, index) => ({ value: `C${String(index)}`, label: `team-${String(index)}`, hint: "" }));
const lists: Record<string, Option[]> = {
  "/api/v1/options/tables": [{ value: "tbl_1", label: "Invoices", hint: "5 rows" }],
  "/api/v1/options/tables/tbl_1/columns": [{ value: "number", label: "number", hint: "text" }],
  "/api/v1/options/slack/channels": channels,
  "/api/v1/options/slack/users": [{ value: "U1", label: "Ada", hint: "ada" }],
};
let refusal: string | null = null;
let asked: string[] = [];

beforeEach(() => {
  refusal = null;
  asked = [];
  Element.prototype.scrollIntoView = () => undefined; // jsdom lays nothing out
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address);
    const url = new URL(address, "http://studio");
    if (refusal) return Promise.resolve(new Response(JSON.stringify({ success: false, error: { code: "CONFLICT", message: refusal } }), { status: 409 }));
    const { search = "", value, cursor } = Object.fromEntries(url.searchParams);
    const found = (lists[url.pathname] ?? []).filter((option) => (value ? option.value === value : option.label.includes(search)));
    const start = Number(cursor ?? 0);
    const hasMore = found.length > start + 50;
    return Promise.resolve(
      new Response(JSON.stringify({ success: true, data: found.slice(start, start + 50), meta: { cursor: hasMore ? String(start + 50) : null, hasMore } })),
    );
  });
});
afterEach(() => vi.unstubAllGlobals());

function Harness({ start = {} }: { start?: Record<string, Json> }) {
  const [value, setValue] = useState(start);
  return (
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <SchemaForm
        schema={schema}
        value={value}
        account={{ provider: "slack", connectionId: "conn_1" }}
        onChange={(field, next) => setValue(({ [field]: _before, ...others }) => (next === undefined ? others : { ...others, [field]: next }))}
      />
      <output>{JSON.stringify(value)}</output>
    </QueryClientProvider>
  );
}

const field = (name: string) => screen.getByRole("combobox", { name });
const kept = () => screen.getByRole("status");

it("offers names, keeps ids, and a list that depends on another field", async () => {
  render(<Harness />);
  expect(field("Match by")).toBeDisabled();
  await userEvent.click(field("Table"));
  await userEvent.click(await screen.findByRole("option", { name: /^Invoices/ }));
  expect(await screen.findByDisplayValue("Invoices")).toBe(field("Table"));
  await userEvent.click(field("Match by"));
  await userEvent.click(await screen.findByRole("option", { name: /^number/ }));
  expect(kept()).toHaveTextContent('{"tableId":"tbl_1","matchKey":"number"}');
});

it("asks an app with the block's account, searches, and chooses by keyboard", async () => {
  render(<Harness />);
  await userEvent.type(field("Channel"), "team-41");
  await screen.findByRole("option", { name: "team-41" });
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(kept()).toHaveTextContent('{"channel":"C41"}'));
  await waitFor(() => expect(field("Channel")).toHaveDisplayValue("team-41"));
  expect(asked).toContain("/api/v1/options/slack/channels?connectionId=conn_1&search=team-41");
});

it("waits with Enter until the list has answered to what was typed", async () => {
  render(<Harness />);
  await userEvent.type(field("Channel"), "team-59{Enter}");
  await waitFor(() => expect(kept()).toHaveTextContent('{"channel":"C59"}'));
});

it("reads on at the end of a page", async () => {
  render(<Harness />);
  await userEvent.click(field("Channel"));
  await screen.findByRole("option", { name: "team-49" });
  expect(screen.queryByRole("option", { name: "team-59" })).toBeNull();
  await userEvent.keyboard("{ArrowUp}{ArrowDown}");
  await screen.findByRole("option", { name: "team-59" });
});

it("takes what is typed as it is, and says that it is not in the list", async () => {
  render(<Harness />);
  await userEvent.type(field("Channel"), "C999");
  await userEvent.click(await screen.findByRole("option", { name: "Use “C999” as it is" }));
  expect(kept()).toHaveTextContent('{"channel":"C999"}');
  expect(await screen.findByText("C999 (not in the list)")).toBeVisible();
});

it("keeps what was chosen when one looks for another and leaves, and can be emptied", async () => {
  render(<Harness start={{ channel: "C7" }} />);
  await screen.findByDisplayValue("team-7");
  await userEvent.type(field("Channel"), "team", { initialSelectionStart: 0, initialSelectionEnd: 6 });
  await screen.findByRole("option", { name: "team-0" });
  await userEvent.tab();
  expect(kept()).toHaveTextContent('{"channel":"C7"}');
  await userEvent.clear(field("Channel"));
  await userEvent.keyboard("{Enter}");
  expect(kept()).toHaveTextContent("{}");
});

it("says in words why there is no list", async () => {
  refusal = "Slack is not connected yet. Connect it to choose from its lists.";
  render(<Harness start={{ channel: "C7" }} />);
  await userEvent.click(field("Channel"));
  expect(await screen.findByRole("alert")).toHaveTextContent(refusal);
  expect(field("Channel")).toHaveDisplayValue("C7");
  refusal = null;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByRole("option", { name: /^team-7/ });
});

it("takes a value from the data instead", async () => {
  render(<Harness start={{ tableId: "{{input.table}}" }} />);
  expect(screen.getByRole("textbox", { name: "Table" })).toBeVisible();
  await userEvent.click(screen.getAllByRole("button", { name: "Choose from the list" })[0] as HTMLElement);
  expect(field("Table")).toHaveDisplayValue("{{input.table}}");
});

it("turns to the data when braces are typed", async () => {
  render(<Harness />);
  await userEvent.type(field("Channel"), "{{{{");
  expect(await screen.findByRole("textbox", { name: "Channel" })).toBeInTheDocument();
});

it("offers the list in every row of a list", async () => {
  render(<Harness start={{ users: ["U1"] }} />);
  expect(await screen.findByDisplayValue("Ada")).toBe(field("People 1"));
});
