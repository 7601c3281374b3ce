import { describe, expect, it } from "vitest";
import { field, provider } from "../testing";
import { fieldProblems, filledIn, startValues } from "./fieldProblems";
import { searchProviders } from "./searchProviders";

const key = field({ pattern: "(sk|rk)_[a-z]+", patternWords: "starts with sk_ or rk_" });
const domain = field({ name: "domain", label: "Domain", secret: false, required: false });

describe("what is entered to connect", () => {
  it("is held against what the provider declares", () => {
    expect(fieldProblems([key, domain], {})).toEqual({ api_key: "Key is needed." });
    expect(fieldProblems([key, domain], { api_key: "pk_nothing" })).toEqual({ api_key: "Key starts with sk_ or rk_." });
    expect(fieldProblems([key, domain], { api_key: " sk_good " })).toEqual({});
  });

  it("may go on after what a pattern says of its beginning, as on the server", () => {
    expect(fieldProblems([key], { api_key: "sk_good_51Nx_more" })).toEqual({});
    expect(fieldProblems([field({ ...key, pattern: "[a-z]+$" })], { api_key: "good_1" })).not.toEqual({});
  });

  it("leaves a pattern that only the server can read to the server", () => {
    expect(fieldProblems([field({ pattern: "(?P<x>a)" })], { api_key: "anything" })).toEqual({});
  });

  it("goes out trimmed and without what is empty", () => {
    expect(filledIn({ api_key: " sk_good ", domain: " " })).toEqual({ api_key: "sk_good" });
  });

  it("starts with what is known and never with a secret", () => {
    expect(startValues([key, domain], { api_key: "x", domain: "acme" })).toEqual({ api_key: "", domain: "acme" });
  });
});

describe("searching for an app", () => {
  const all = [provider({ id: "a", name: "Attio", description: "CRM" }), provider({ id: "s", name: "Slack", description: "Messages" }), provider({ id: "x", name: "Xero", description: "Sales books" })];
  const operations = (one: { id: string }) => (one.id === "a" ? [{ name: "Slacken a deal" }] : []);
  it("looks at names, descriptions and operations, and puts names that begin with it first", () => {
    expect(searchProviders(all, "sla", operations).map((one) => one.name)).toEqual(["Slack", "Attio"]);
    expect(searchProviders(all, "sales books", operations).map((one) => one.name)).toEqual(["Xero"]);
    expect(searchProviders(all, "", operations)).toHaveLength(3);
  });
});
