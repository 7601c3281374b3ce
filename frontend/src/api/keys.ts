/** The names of cached answers. A longer key lies under its shorter one, so that one call refreshes a family. */
export const keys = {
  me: ["me"] as const,
  blocks: ["blocks"] as const,
  functions: ["expression-functions"] as const,
  workflows: ["workflows"] as const,
  workflowList: (filter: object) => ["workflows", "list", filter] as const,
  workflow: (id: string) => ["workflows", "one", id] as const,
  versions: (id: string) => ["workflows", "one", id, "versions"] as const,
  version: (id: string, ref: string) => ["workflows", "one", id, "version", ref] as const,
  samples: (id: string) => ["workflows", "one", id, "samples"] as const,
  runs: ["runs"] as const,
  runList: (filter: object) => ["runs", "list", filter] as const,
  runStats: (filter: object) => ["runs", "stats", filter] as const,
  run: (id: string) => ["runs", "one", id] as const,
  apiKeys: ["api-keys"] as const,
  members: ["members"] as const,
};
