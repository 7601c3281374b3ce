import { expect, it } from "vitest";
import { emptyDefinition, type BlockDef } from "@/graph/definition";
import { fateOf } from "./fate";

const trigger = (id: string, more: Partial<BlockDef> = {}): BlockDef => ({ id, type: "trigger.schedule", name: id.toUpperCase(), position: { x: 0, y: 0 }, config: {}, ...more });
const of = (...blocks: BlockDef[]) => ({ ...emptyDefinition(), blocks });

it("says of each trigger whether it starts, stops, changes or goes on", () => {
  const before = of(trigger("daily"), trigger("weekly"), trigger("old"), trigger("paused", { disabled: true }));
  const after = of(trigger("daily"), trigger("weekly", { config: { cron: "0 9 * * 1" } }), trigger("fresh"), trigger("paused", { disabled: true }));
  const diff = { blocks: [{ id: "weekly", name: "WEEKLY", change: "changed" as const, fields: [] }], edges: { added: [], removed: [] }, settings: [] };
  expect(fateOf(before, after, diff)).toEqual([
    "“DAILY” goes on as before; nothing is missed.",
    "“WEEKLY” follows its new settings from the next time on; what is due until then is not lost.",
    "“FRESH” starts runs from now on.",
    "“OLD” starts no runs any more.",
  ]);
  expect(fateOf(null, of(trigger("daily")), null)).toEqual(["“DAILY” starts runs from now on."]);
});
