import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { isBlockIcon } from "./blockIcons";

const catalogue = JSON.parse(readFileSync(new URL("../../../integrations/catalog.json", import.meta.url), "utf8")) as { type: string; icon: string }[];

it("can draw the icon of every block type", () => {
  expect(catalogue.length).toBeGreaterThan(0);
  expect(catalogue.filter(({ icon }) => !isBlockIcon(icon))).toEqual([]);
});
