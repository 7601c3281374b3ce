import { describe, expect, it } from "vitest";
import type { CustomProvider, Provider, ProviderClient } from "@/api/types";
import { draftOf, missingIn, requestOf } from "./custom-providers/draft";
import { appRows } from "./oauth-apps/appRows";

const method = (signIn: boolean, ...environments: ("production" | "sandbox" | "demo")[]) => ({
  id: "m", label: "M", help: "", signIn, fields: [], scopes: [], optionalScopes: [], environments: environments.map((id) => ({ id, label: id })),
});
const provider = (id: string, configured: string[], ...methods: Provider["methods"]): Provider => ({
  id, name: id, description: "", color: "#123456", icon: "plug", isCustom: false, methods, configured, appHelp: "",
});
const client = (facts: Partial<ProviderClient>): ProviderClient => ({
  provider: "xero", environment: "production", clientId: "abc", isRefused: false, redirectUrl: "", updatedBy: "", updatedAt: "2026-01-01T00:00:00Z", ...facts,
});

describe("the OAuth apps", () => {
  const providers = [provider("xero", ["production", "demo"], method(true, "production", "demo")), provider("crm", [], method(true, "production", "sandbox")), provider("keys", [], method(false, "production"))];

  it("are one for each environment people sign in to, and none for the demo or for keys", () => {
    expect(appRows(providers, []).map((row) => `${row.provider.id} ${row.environment} ${row.state}`)).toEqual(["xero production operator", "crm production missing", "crm sandbox missing"]);
  });

  it("say whose they are and when the provider refuses one", () => {
    expect(appRows(providers, [client({})])[0]?.state).toBe("own");
    expect(appRows(providers, [client({ isRefused: true })])[0]?.state).toBe("refused");
  });
});

describe("a provider of one's own", () => {
  it("needs a name and an address, and two more addresses to sign in", () => {
    const fresh = draftOf(undefined);
    expect([...missingIn(fresh)]).toEqual(["name", "baseUrl"]);
    expect([...missingIn({ ...fresh, name: "A", baseUrl: "https://a.example", auth: "oauth2" })]).toEqual(["authorizeUrl", "tokenUrl"]);
  });

  it("opens as it was stored and goes back with its scopes apart", () => {
    const stored: CustomProvider = {
      id: "prov_1", slug: "custom-a", name: "A", baseUrl: "https://a.example", auth: "oauth2", options: { scopes: ["read", "write"], testPath: "/me" }, createdAt: "", updatedAt: "",
    };
    const draft = draftOf(stored);
    expect(draft.scopes).toBe("read write");
    expect(requestOf(draft)).toMatchObject({ scopes: ["read", "write"], testPath: "/me", auth: "oauth2", name: "A" });
  });
});
