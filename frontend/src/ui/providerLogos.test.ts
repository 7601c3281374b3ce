import { describe, expect, it } from "vitest";
import { providerLogo } from "./providerLogos";

describe("logos of providers", () => {
  it("are found by the provider's name", () => {
    expect(providerLogo("stripe")).toMatch(/logo.*svg/);
    expect(providerLogo("dropbox-sign")).toMatch(/logo.*svg/);
  });

  it("are missing for a company's own, and where there is no provider", () => {
    expect(providerLogo("custom-billing")).toBeUndefined();
    expect(providerLogo(null)).toBeUndefined();
  });
});
