import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import type { JsonSchema } from "@/graph/catalogue";
import type { Json } from "@/graph/definition";
import { SchemaForm } from "./SchemaForm";

const schema: JsonSchema = {
  type: "object",
  required: ["url"],
  properties: {
    url: { type: "string", title: "URL", "x-ui": { widget: "template", order: 1 } },
    method: { type: "string", enum: ["GET", "POST"], default: "GET", "x-ui": { order: 2 } },
    headers: { type: "object", additionalProperties: { type: "string" }, "x-ui": { widget: "keyvalue", order: 3 } },
    body: { "x-ui": { widget: "json", order: 4, visibleWhen: { method: ["POST"] } } },
    strict: { type: "boolean", default: false, "x-ui": { order: 5, help: "Fail at the first error." } },
    okStatus: { type: "string", default: "2xx", "x-ui": { order: 6, advanced: true } },
  },
};

function Harness({ start = {}, onChange = () => undefined }: { start?: Record<string, Json>; onChange?: (field: string, value: Json | undefined) => void }) {
  const [value, setValue] = useState(start);
  return (
    <SchemaForm
      schema={schema}
      value={value}
      problems={[{ field: "url", severity: "error", message: "URL is missing." }]}
      onChange={(field, next) => {
        onChange(field, next);
        setValue(({ [field]: _before, ...others }) => (next === undefined ? others : { ...others, [field]: next }));
      }}
    />
  );
}

it("draws each field with its label, its help and what is wrong with it", () => {
  render(<Harness start={{ url: "https://a.example" }} />);
  expect(screen.getByRole("textbox", { name: "URL" })).toHaveTextContent("https://a.example");
  expect(screen.getByText("URL is missing.")).toBeVisible();
  expect(screen.getByRole("switch", { name: "Strict" })).toHaveAttribute("aria-checked", "false");
  expect(screen.getByText("Fail at the first error.")).toBeVisible();
  expect(screen.getByText("More settings")).toBeVisible();
});

it("shows a field only when the others make it matter", async () => {
  const onChange = vi.fn();
  render(<Harness onChange={onChange} />);
  expect(screen.queryByText("Body")).toBeNull();
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Method" }), "POST");
  expect(onChange).toHaveBeenCalledWith("method", "POST");
  expect(screen.getByText("Body")).toBeVisible();
});

it("keeps a row without a name out of the value", async () => {
  const onChange = vi.fn();
  render(<Harness onChange={onChange} start={{ headers: { accept: "text/csv" } }} />);
  await userEvent.click(screen.getByRole("button", { name: "Add a row" }));
  expect(screen.getByRole("textbox", { name: "Headers: name 2" })).toHaveValue("");
  expect(screen.getByRole("textbox", { name: "Headers: name 2" })).toHaveFocus();
  expect(onChange).toHaveBeenLastCalledWith("headers", { accept: "text/csv" });
  await userEvent.type(screen.getByRole("textbox", { name: "Headers: name 2" }), "x");
  expect(onChange).toHaveBeenLastCalledWith("headers", { accept: "text/csv", x: "" });
  await userEvent.click(screen.getByRole("button", { name: "Remove accept" }));
  expect(onChange).toHaveBeenLastCalledWith("headers", { x: "" });
});
