import type { CustomProvider, NewCustomProvider } from "@/api/types";

/** The form as it is typed: every field is there, scopes are one text. */
export type Draft = Omit<NewCustomProvider, "scopes"> & { scopes: string };

const fresh: Draft = {
  name: "", baseUrl: "https://", auth: "api_key", authorizeUrl: "", tokenUrl: "", scopes: "", scopeSeparator: " ", clientAuth: "body", pkce: true,
  keyIn: "header", keyName: "Authorization", keyPrefix: "", testPath: "",
};

export function draftOf(provider: CustomProvider | undefined): Draft {
  if (!provider) return fresh;
  const { scopes, ...options } = provider.options as Partial<NewCustomProvider>;
  return { ...fresh, ...options, scopes: (scopes ?? []).join(" "), name: provider.name, baseUrl: provider.baseUrl, auth: provider.auth };
}

export function requestOf(draft: Draft): NewCustomProvider {
  return { ...draft, name: draft.name.trim(), baseUrl: draft.baseUrl.trim(), scopes: draft.scopes.split(/[\s,]+/).filter(Boolean) };
}

/** The fields that a provider of this kind cannot do without and that are empty. */
export function missingIn(draft: Draft): ReadonlySet<keyof Draft> {
  const needed: (keyof Draft)[] = ["name", "baseUrl"];
  if (draft.auth === "oauth2") needed.push("authorizeUrl", "tokenUrl");
  if (draft.auth === "api_key") needed.push("keyName");
  return new Set(needed.filter((name) => String(draft[name]).trim() === "" || draft[name] === "https://"));
}
