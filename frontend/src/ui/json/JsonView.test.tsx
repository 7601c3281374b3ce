import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { TooltipProvider } from "../Tooltip";
import { JsonNode } from "./JsonNode";
import { JsonView } from "./JsonView";

function show(value: unknown, openDepth?: number) {
  return render(
    <TooltipProvider>
      <JsonView label="Output" value={value} openDepth={openDepth} />
    </TooltipProvider>,
  );
}

it("opens the first levels and the rest on a click", async () => {
  show({ invoice: { lines: [{ amount: 12480 }] } });
  expect(screen.getByText("lines:")).toBeInTheDocument();
  expect(screen.queryByText("12480")).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: /lines/ }));
  await userEvent.click(screen.getByRole("button", { name: /1 field/ }));
  expect(screen.getByText("12480")).toBeInTheDocument();
});

it("opens a very long list in parts", async () => {
  show(Array.from({ length: 100_000 }, (_, index) => index));
  expect(screen.getByText(/100,000 items/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: /100,000 items/ }));
  expect(screen.getByText("99")).toBeInTheDocument();
  expect(screen.queryByText("100")).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: /^Show 100 more/ }));
  expect(screen.getByText("199")).toBeInTheDocument();
});

it("shows scalars and empty containers as they are", () => {
  show({ none: null, yes: true, list: [], text: 'say "hi"' });
  expect(screen.getByText("null")).toBeInTheDocument();
  expect(screen.getByText("true")).toBeInTheDocument();
  expect(screen.getByText('"say \\"hi\\""')).toBeInTheDocument();
  expect(screen.getByLabelText("Output")).toHaveTextContent("list: []");
});

it("copies the whole value", async () => {
  const user = userEvent.setup();
  const write = vi.spyOn(navigator.clipboard, "writeText").mockResolvedValue();
  show({ a: 1 });
  await user.click(screen.getByRole("button", { name: "Copy output" }));
  expect(write).toHaveBeenCalledWith('{\n  "a": 1\n}');
});

it("counts what the server left out of a large value, and does not show it as an item", async () => {
  show({ rows: [1, 2, "… 99,998 more"], wide: { a: 1, "…": "299 more" } }, 1);
  expect(screen.getByText("100,000 items")).toBeInTheDocument();
  expect(screen.getByText("300 fields")).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: /100,000 items/ }));
  expect(screen.getByText("… 99,998 more")).toBeInTheDocument();
  expect(screen.queryByText('"… 99,998 more"')).not.toBeInTheDocument();
});

it("opens the way to what is to be seen, beyond the first hundred", () => {
  const wide = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`field${String(index)}`, { at: index }]));
  render(<JsonNode value={[wide]} depth={0} openDepth={1} last reveal={[0, "field217", "at"]} />);
  expect(screen.getByText("217").parentElement?.className).toContain("revealed");
});
