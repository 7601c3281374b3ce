import { describe, expect, it } from "vitest";
import { optionsPathOf } from "./optionsPath";

describe("optionsPathOf", () => {
  it("fills in what other fields say", () => {
    expect(optionsPathOf("tables", {})).toBe("tables");
    expect(optionsPathOf("tables/{tableId}/columns", { tableId: "tbl_1/../x" })).toBe("tables/tbl_1%2F..%2Fx/columns");
  });

  it("is nothing while the other field is empty or comes from data", () => {
    expect(optionsPathOf("", {})).toBeNull();
    expect(optionsPathOf("tables/{tableId}/columns", {})).toBeNull();
    expect(optionsPathOf("tables/{tableId}/columns", { tableId: "{{input.table}}" })).toBeNull();
  });
});
