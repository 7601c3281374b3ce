import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import { SearchField } from "./SearchField";

function Page() {
  const [value, setValue] = useState("");
  return (
    <>
      <SearchField label="Search" placeholder="Name" value={value} onChange={setValue} />
      <input aria-label="Other" />
    </>
  );
}

it("is reached with a slash, except while one types elsewhere", async () => {
  render(<Page />);
  const search = screen.getByRole("searchbox", { name: "Search" });
  await userEvent.keyboard("/");
  expect(search).toHaveFocus();
  expect(search).toHaveValue("");
  await userEvent.type(screen.getByLabelText("Other"), "a/b");
  expect(screen.getByLabelText("Other")).toHaveValue("a/b");
});

it("is emptied by Escape, then left", async () => {
  render(<Page />);
  const search = screen.getByRole("searchbox");
  await userEvent.type(search, "invoice");
  await userEvent.keyboard("{Escape}");
  expect(search).toHaveValue("");
  expect(search).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  expect(search).not.toHaveFocus();
});
