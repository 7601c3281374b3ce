/** What a key may do, in words. */
export const scopeWords: Record<string, string> = {
  "workflows:read": "See workflows and their versions",
  "workflows:write": "Draw, publish, pause and archive workflows",
  "workflows:execute": "Start runs",
  "runs:read": "See runs with their data",
  "runs:write": "Cancel, retry and resume runs",
  "approvals:write": "Decide approvals",
  "connections:read": "See connections, never their secrets",
  "connections:write": "Add, change and remove connections",
  "tables:read": "Read data tables",
  "tables:write": "Change data tables",
  "events:read": "See what arrived",
  "events:write": "Send events and deliver them again",
  "agents:read": "See agents",
  "agents:write": "Change agents",
  "secrets:write": "Store secrets; nobody can read them back",
  "webhooks:read": "See webhook endpoints, what was sent to them, and alerts",
  "webhooks:write": "Change webhook endpoints and alerts",
  "members:read": "See members and API keys",
  "members:write": "Invite and remove members, create and revoke API keys",
  "audit:read": "Read the audit log",
};

export const usualScopes: readonly string[] = ["workflows:read", "workflows:execute", "runs:read"];

/** The scopes one may hand on: nobody gives a key more than they have themselves. */
export function offeredScopes(permissions: readonly string[]): string[] {
  return Object.keys(scopeWords).filter((scope) => permissions.includes(scope));
}
