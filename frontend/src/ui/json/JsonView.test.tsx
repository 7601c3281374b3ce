import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { TooltipProvider } from "../Tooltip";
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
