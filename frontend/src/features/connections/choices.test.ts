import { describe, expect, it } from "vitest";
import { automaticChoice, connectionChoices } from "./choices";
import { connection } from "./testing";

const main = connection({ id: "conn_a", name: "Main", account: "Brightwater" });
const spare = connection({ id: "conn_b", name: "Spare" });
const broken = connection({ id: "conn_c", name: "Broken", status: "expired" });

describe("the connection of a block", () => {
  it("is chosen by itself where there is a default or only one that works", () => {
    expect(automaticChoice([main, broken])?.id).toBe("conn_a");
    expect(automaticChoice([main, spare])).toBeUndefined();
    expect(automaticChoice([main, { ...spare, isDefault: true }])?.id).toBe("conn_b");
    expect(automaticChoice([])).toBeUndefined();
  });

  it("is offered with its state in words, the working ones first, and only of the app", () => {
    expect(connectionChoices([broken, main, connection({ id: "conn_d", provider: "xero" })], "stripe")).toEqual([
      { id: "conn_a", label: "Main · Brightwater", works: true },
      { id: "conn_c", label: "Broken · access has ended", works: false },
    ]);
  });
});
