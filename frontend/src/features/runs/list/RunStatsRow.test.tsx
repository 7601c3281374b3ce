import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { RunStatsRow } from "./RunStatsRow";

it("does not go on as if figures were coming that could not be read", () => {
  const { rerender } = render(<RunStatsRow stats={undefined} words="in 24 hours" failed={false} />);
  expect(screen.queryByText("–")).toBeNull();
  rerender(<RunStatsRow stats={undefined} words="in 24 hours" failed />);
  expect(screen.getAllByText("–")).toHaveLength(5);
});
