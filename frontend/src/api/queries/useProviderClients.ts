import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { ConnectionEnvironment, NewProviderClient, ProviderClient } from "../types";

/** The company's own OAuth apps; the operator's are not listed. Their secrets never come back. */
export function useProviderClients() {
  const client = useQueryClient();
  const onSuccess = () => Promise.all([client.invalidateQueries({ queryKey: keys.providerClients }), client.invalidateQueries({ queryKey: keys.providers })]);
  const list = useQuery({ queryKey: keys.providerClients, queryFn: ({ signal }) => api.get<ProviderClient[]>("/provider-clients", { signal }) });
  const save = useMutation({ mutationFn: (wanted: NewProviderClient) => api.post<ProviderClient>("/provider-clients", wanted), onSuccess });
  const remove = useMutation({
    mutationFn: ({ provider, environment }: { provider: string; environment: ConnectionEnvironment }) =>
      api.delete(`/provider-clients/${encodeURIComponent(provider)}`, { query: { environment } }),
    onSuccess,
  });
  return { list, save, remove };
}
