import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { SigningSecret } from "../types";

/** The secrets by which a provider's webhooks are known: when they were stored, never what they are. */
export function useSigningSecrets(provider: string) {
  const client = useQueryClient();
  const onSuccess = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.signingSecrets(provider) }),
      client.invalidateQueries({ queryKey: keys.eventSources }),
    ]);
  const list = useQuery({
    queryKey: keys.signingSecrets(provider),
    queryFn: ({ signal }) => api.get<SigningSecret[]>("/signing-secrets", { signal, query: { provider } }),
  });
  const add = useMutation({
    mutationFn: (value: string) => api.post<SigningSecret>("/signing-secrets", { provider, value }),
    onSuccess,
  });
  const remove = useMutation({ mutationFn: (id: string) => api.delete(`/signing-secrets/${id}`), onSuccess });
  return { list, add, remove };
}
