import type { ConnectionEnvironment, Provider, ProviderClient } from "@/api/types";

export interface AppRow {
  provider: Provider;
  environment: ConnectionEnvironment;
  environmentLabel: string;
  /** The company's own app, where it has one. */
  client: ProviderClient | undefined;
  state: "own" | "operator" | "missing" | "refused";
}

/** One row for each provider and environment in which people sign in there. The demo needs no app. */
export function appRows(providers: readonly Provider[], clients: readonly ProviderClient[]): AppRow[] {
  return providers.flatMap((provider) => {
    const seen = new Map<ConnectionEnvironment, string>();
    for (const method of provider.methods) {
      if (!method.signIn) continue;
      for (const { id, label } of method.environments) if (id !== "demo" && !seen.has(id)) seen.set(id, label);
    }
    return [...seen].map(([environment, environmentLabel]) => {
      const client = clients.find((one) => one.provider === provider.id && one.environment === environment);
      const state = client?.isRefused ? "refused" : client ? "own" : provider.configured.includes(environment) ? "operator" : "missing";
      return { provider, environment, environmentLabel, client, state };
    });
  });
}
