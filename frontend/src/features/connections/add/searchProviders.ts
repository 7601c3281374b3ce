import type { Provider } from "@/api/types";

/** Those whose name, description or operations hold every word; names that begin with the search come first. */
export function searchProviders(providers: readonly Provider[], search: string, operationsOf: (provider: Provider) => readonly { name: string }[]): Provider[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const begins = (provider: Provider) => words.length > 0 && provider.name.toLowerCase().startsWith(words.join(" "));
  return providers
    .filter((provider) => {
      const all = [provider.name, provider.description, ...operationsOf(provider).map((operation) => operation.name)].join(" ").toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .sort((a, b) => Number(begins(b)) - Number(begins(a)));
}
