/** What a key may do, in words. Scopes of screens that are still to come are not offered. */
export const scopeWords: Record<string, string> = {
  "workflows:read": "See workflows and their versions",
  "workflows:write": "Draw, publish, pause and archive workflows",
  "workflows:execute": "Start runs",
  "runs:read": "See runs with their data",
  "runs:write": "Cancel and retry runs",
  "members:read": "See members and API keys",
  "members:write": "Invite and remove members, create and revoke API keys",
  "audit:read": "Read the audit log",
};

export const usualScopes: readonly string[] = ["workflows:read", "workflows:execute", "runs:read"];

/** The scopes one may hand on: nobody gives a key more than they have themselves. */
export function offeredScopes(permissions: readonly string[]): string[] {
  return Object.keys(scopeWords).filter((scope) => permissions.includes(scope));
}
