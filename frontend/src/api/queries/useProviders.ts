import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Provider } from "../types";

/** What can be connected to; the company's own come last. */
export function useProviders(enabled = true) {
  return useQuery({
    queryKey: keys.providers,
    queryFn: ({ signal }) => api.get<Provider[]>("/providers", { signal }),
    staleTime: 60_000,
    enabled,
  });
}
