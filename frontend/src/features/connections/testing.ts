import type { Connection, CredentialField, Provider, ProviderMethod } from "@/api/types";

/** Whole answers of the server for tests, with what a test is about in them. */
export function connection(facts: Partial<Connection>): Connection {
  const at = "2026-01-01T00:00:00Z";
  return {
    id: "conn_1", name: "Main", provider: "stripe", method: "api_key", environment: "production", status: "active", statusCode: "", statusReason: "", statusDetail: "",
    account: "", externalAccountId: null, scopes: [], values: {}, accountChoices: [], isDefault: false, owner: null, sameAccount: [], expiresAt: null,
    lastUsedAt: null, checkedAt: null, lastSyncedAt: null, createdAt: at, updatedAt: at, ...facts,
  };
}

export function method(facts: Partial<ProviderMethod>): ProviderMethod {
  return { id: "api_key", label: "API key", help: "", signIn: false, fields: [], environments: [{ id: "production", label: "Production" }], scopes: [], optionalScopes: [], ...facts };
}

export function provider(facts: Partial<Provider>): Provider {
  return { id: "stripe", name: "Stripe", description: "", color: "#635bff", icon: "credit-card", isCustom: false, methods: [method({})], configured: [], appHelp: "", ...facts };
}

export function field(facts: Partial<CredentialField>): CredentialField {
  return { name: "api_key", label: "Key", secret: true, required: true, help: "", placeholder: "", pattern: null, patternWords: "", default: null, choices: [], multiline: false, ...facts };
}
