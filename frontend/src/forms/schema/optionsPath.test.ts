import { describe, expect, it } from "vitest";
import { optionsPathOf } from "./optionsPath";

const list = (optionsFrom: string, ...dependsOn: string[]) => ({ optionsFrom, dependsOn });

describe("optionsPathOf", () => {
  it("fills in what other fields say", () => {
    expect(optionsPathOf(list("tables"), {})).toBe("tables");
    expect(optionsPathOf(list("tables/{tableId}/columns"), { tableId: "tbl_1/../x" })).toBe("tables/tbl_1%2F..%2Fx/columns");
  });

  it("is nothing while the other field is empty or comes from data", () => {
    expect(optionsPathOf(list(""), {})).toBeNull();
    expect(optionsPathOf(list("tables/{tableId}/columns"), {})).toBeNull();
    expect(optionsPathOf(list("tables/{tableId}/columns"), { tableId: "{{input.table}}" })).toBeNull();
    expect(optionsPathOf(list("hubspot/records", "objectType"), { objectType: "" })).toBeNull();
  });

  it("asks an app's list with the block's account and what it depends on", () => {
    const account = { provider: "hubspot", connectionId: "conn_1" };
    expect(optionsPathOf(list("hubspot/records", "objectType"), { objectType: "deals" }, account)).toBe(
      "hubspot/records?connectionId=conn_1&dependsOn=%7B%22objectType%22%3A%22deals%22%7D",
    );
    expect(optionsPathOf(list("hubspot/owners"), {}, { ...account, connectionId: null })).toBe("hubspot/owners");
    expect(optionsPathOf(list("tables"), {}, account)).toBe("tables");
  });
});
