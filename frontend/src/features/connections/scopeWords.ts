const verbs: Record<string, string> = {
  read: "Read", readonly: "Read", write: "Read and change", readwrite: "Read and change", modify: "Change", send: "Send", manage: "Manage", history: "Read",
};
/** Names that are written as one word, or that leave out what they are of. */
const names: Record<string, string> = {
  banktransactions: "bank transactions", manualjournals: "manual journals", profitandloss: "profit and loss", balancesheet: "balance sheet",
  items: "line items", trialbalance: "trial balance", aged: "aged balances", banksummary: "bank summary", executivesummary: "executive summary",
};
const basics = new Set(["oauth", "openid", "profile", "email", "offline_access", "refresh_token"]);

/** What a scope allows, guessed from its name: "crm.objects.contacts.read" is "Read contacts". Null: only to stay signed in. */
export function scopeWords(scope: string): string | null {
  if (basics.has(scope.toLowerCase())) return null;
  if (scope === "api") return "Use its API as you";
  const parts = scope.replace(/^https?:\/\/[^/]+\/(auth\/)?/, "").split(/[.:/_\s-]+/).filter(Boolean);
  const at = parts.findIndex((part) => verbs[part.toLowerCase()] !== undefined);
  const verb = at < 0 ? undefined : verbs[parts[at]?.toLowerCase() ?? ""];
  const noun = parts.filter((_, index) => index !== at).at(-1);
  const plain = names[noun ?? ""] ?? (noun ?? scope).replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  if (verb && noun) return `${verb} ${plain}`;
  return parts.map((part) => names[part] ?? part).join(" ").replace(/^./, (letter) => letter.toUpperCase());
}
