import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { Button } from "./Button";

it("keeps its name and says it is busy, and does nothing meanwhile", async () => {
  const onClick = vi.fn();
  const { rerender } = render(
    <Button busyLabel="Posting…" onClick={onClick}>
      Post lines
    </Button>,
  );
  await userEvent.click(screen.getByRole("button", { name: "Post lines" }));
  expect(onClick).toHaveBeenCalledOnce();
  rerender(
    <Button busy busyLabel="Posting…" onClick={onClick}>
      Post lines
    </Button>,
  );
  const button = screen.getByRole("button", { name: "Posting…" });
  expect(button).toHaveAttribute("aria-busy", "true");
  await userEvent.click(button);
  expect(onClick).toHaveBeenCalledOnce();
});

it("submits no form while it is busy", async () => {
  const onSubmit = vi.fn((event: React.FormEvent) => event.preventDefault());
  render(
    <form onSubmit={onSubmit}>
      <Button type="submit" busy>
        Save
      </Button>
    </form>,
  );
  await userEvent.click(screen.getByRole("button"));
  expect(onSubmit).not.toHaveBeenCalled();
});
