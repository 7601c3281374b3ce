import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { StatusGlyph, type GlyphState } from "./StatusGlyph";

const states: GlyphState[] = ["completed", "running", "retrying", "waiting", "failed", "skipped", "queued", "cancelled", "problem"];

it("gives every state its own shape, so that colour never speaks alone", () => {
  const shapes = states.map((state) => {
    const { container, unmount } = render(<StatusGlyph state={state} />);
    const shape = container.querySelector("svg")?.innerHTML;
    unmount();
    return shape;
  });
  expect(new Set(shapes).size).toBe(states.length);
});
