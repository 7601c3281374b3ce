import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { JsonSchema } from "@/graph/catalogue";
import type { Json } from "@/graph/definition";
import { SchemaForm } from "../../SchemaForm";

const schema: JsonSchema = {
  type: "object",
  properties: {
    cron: { type: "string", title: "When", "x-ui": { widget: "schedule", order: 1, help: "", template: false, covers: ["interval", "timezone"] } },
    interval: { type: "object", title: "Interval" },
    timezone: { type: "string", title: "Time zone" },
  },
};
const zones = [
  { value: "UTC", label: "UTC", hint: "UTC" },
  { value: "Asia/Kolkata", label: "Asia/Kolkata", hint: "UTC+5:30" },
];
const fires = [{ at: "2027-03-28T01:00:00.000Z", local: "2027-03-28T03:00:00+02:00", note: "02:30 does not exist on 28 March: fires at 03:00" }];
const asked: Record<string, Json>[] = [];

/** The server says back what it was asked, so that the test sees which words belong to which config. */
function answer(url: string, init?: RequestInit): Response {
  const { searchParams } = new URL(url, "http://studio.example");
  const [search, one] = [searchParams.get("search") ?? "", searchParams.get("value")];
  let data: unknown = zones.filter((zone) => zone.value.toLowerCase().includes(search) && (one === null || zone.value === one));
  if (url.endsWith("/schedules/preview")) {
    const config = JSON.parse(String(init?.body)) as Record<string, Json>;
    asked.push(config);
    data =
      config["cron"] === "61 9 * * *"
        ? { words: "", timezone: "Europe/Berlin", fires: [], error: { field: "cron", message: "The minute must be 0 to 59, not “61”." } }
        : { words: `Words of ${JSON.stringify(config["cron"] ?? config["interval"])}`, timezone: "Europe/Berlin", fires, error: null };
  }
  return new Response(JSON.stringify({ success: true, data, meta: { cursor: null, hasMore: false } }));
}

beforeEach(() => {
  asked.length = 0;
  Element.prototype.scrollIntoView = vi.fn(); // jsdom draws nothing
  vi.stubGlobal("fetch", (url: string, init?: RequestInit) => Promise.resolve(answer(url, init)));
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
      <output aria-label="config">{JSON.stringify(value)}</output>
    </QueryClientProvider>
  );
}

const config = () => JSON.parse(screen.getByRole("status", { name: "config" }).textContent) as Record<string, Json>;
const when = () => screen.getByRole("combobox", { name: "When" });

it("picks days and a time, and says what that comes to", async () => {
  render(<Harness />);
  expect(screen.queryByText("Interval")).toBeNull();
  await userEvent.selectOptions(when(), "On days of the week");
  expect(config()).toEqual({ cron: "0 9 * * 1-5" });
  await userEvent.click(screen.getByRole("button", { name: "Saturday" }));
  await userEvent.click(screen.getByRole("button", { name: "Monday" }));
  expect(screen.getByRole("button", { name: "Monday" })).toHaveAttribute("aria-pressed", "false");
  expect(config()).toEqual({ cron: "0 9 * * 2,3,4,5,6" });
  const next = await screen.findByRole("region", { name: "Next runs" });
  expect(await within(next).findByText('Words of "0 9 * * 2,3,4,5,6"')).toBeVisible();
  expect(within(next).getByText("03:00")).toBeVisible();
  expect(within(next).getByText(/02:30 does not exist/)).toBeVisible();
});

it("goes from cron to an interval and back, and never keeps both", async () => {
  render(<Harness start={{ cron: "30 17 * * *" }} />);
  await userEvent.selectOptions(when(), "After a while, again and again");
  expect(config()).toEqual({ interval: { value: 1, unit: "hours" } });
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Unit" }), "days");
  expect(config()).toEqual({ interval: { value: 1, unit: "days" } });
  await userEvent.selectOptions(when(), "Once a month");
  expect(config()).toEqual({ cron: "0 9 1 * *" });
});

it("takes a number that is typed anew, and goes back to the last one that fits", async () => {
  render(<Harness start={{ interval: { value: 1, unit: "hours" } }} />);
  const number = screen.getByRole("spinbutton");
  await userEvent.type(number, "{Backspace}13");
  expect(config()).toEqual({ interval: { value: 13, unit: "hours" } });
  await userEvent.clear(number);
  expect(number).toHaveValue(null);
  await userEvent.tab();
  expect(number).toHaveValue(13);
});

it("lets one write cron, and says what is wrong with it", async () => {
  render(<Harness start={{ cron: "0 9 * * *" }} />);
  await userEvent.selectOptions(when(), "Cron expression");
  const field = screen.getByRole("textbox", { name: "Cron expression" });
  expect(field).toHaveValue("0 9 * * *");
  await userEvent.clear(field);
  await userEvent.type(field, "61 9 * * *");
  expect(await screen.findByText("The minute must be 0 to 59, not “61”.")).toBeVisible();
  expect(field).toBeInvalid();
  expect(field).toHaveAccessibleDescription("The minute must be 0 to 59, not “61”.");
  expect(screen.getByRole("combobox", { name: "Time zone" })).toBeValid();
  expect(when()).toHaveValue("cron");
});

it("goes by the company's time zone until another is chosen", async () => {
  render(<Harness start={{ cron: "0 9 * * *" }} />);
  const zone = screen.getByRole("combobox", { name: "Time zone" });
  await waitFor(() => expect(zone).toHaveAttribute("placeholder", "The company's: Europe/Berlin"));
  await userEvent.type(zone, "kolk");
  await userEvent.click(await screen.findByRole("option", { name: /^Asia\/Kolkata/ }));
  expect(config()).toEqual({ cron: "0 9 * * *", timezone: "Asia/Kolkata" });
  await waitFor(() => expect(asked.at(-1)).toMatchObject({ cron: "0 9 * * *", timezone: "Asia/Kolkata" }));
  await userEvent.clear(zone);
  await userEvent.keyboard("{Enter}");
  expect(config()).toEqual({ cron: "0 9 * * *" });
});
