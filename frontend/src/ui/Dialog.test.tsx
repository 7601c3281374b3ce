import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { Field } from "./Field";
import { Menu, MenuItem } from "./Menu";
import { Message } from "./Message";
import { TooltipProvider } from "./Tooltip";


function Page() {
  const [open, setOpen] = useState(false);
  const [refused, setRefused] = useState(false);
  return (
    <TooltipProvider>
      <Button onClick={() => setOpen(true)}>Open</Button>
      <Menu trigger={<Button>More</Button>}>
        <MenuItem onSelect={() => setOpen(true)}>Rename</MenuItem>
      </Menu>
      {open && (
        <Dialog open onOpenChange={setOpen} title="Name it" footer={<Button onClick={() => setRefused(true)}>Save</Button>}>
          <Field label="Name">{(control) => <input {...control} />}</Field>
          <Field label="Address" error={refused && "No address"}>
            {(control) => <input {...control} />}
          </Field>
          {refused && <Message state="failed" title="Refused" />}
        </Dialog>
      )}
    </TooltipProvider>
  );
}

it("gives the focus back to the button it was opened with", async () => {
  render(<Page />);
  await userEvent.click(screen.getByRole("button", { name: "Open" }));
  expect(screen.getByLabelText("Name")).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.getByRole("button", { name: "Open" })).toHaveFocus());
});

it("gives it back to the menu's button where a menu has led to it", async () => {
  render(<Page />);
  await userEvent.click(screen.getByRole("button", { name: "More" }));
  await userEvent.click(screen.getByRole("menuitem", { name: "Rename" }));
  await screen.findByRole("dialog");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.getByRole("button", { name: "More" })).toHaveFocus());
});

it("takes one to what was wrong, and shows why it was refused", async () => {
  const shown = vi.fn();
  Element.prototype.scrollIntoView = shown;
  render(<Page />);
  await userEvent.click(screen.getByRole("button", { name: "Open" }));
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(screen.getByLabelText("Address")).toHaveFocus();
  expect(shown).toHaveBeenCalledOnce();
});
