import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Secret } from "../types";

/** Names and dates of the company's secrets. Their values never come back. */
export function useSecrets() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: keys.secrets });
  const list = useQuery({ queryKey: keys.secrets, queryFn: ({ signal }) => api.get<Secret[]>("/secrets", { signal }) });
  const create = useMutation({
    mutationFn: (secret: { name: string; value: string; description: string }) => api.post<Secret>("/secrets", secret),
    onSuccess,
  });
  const replace = useMutation({
    mutationFn: ({ name, ...secret }: { name: string; value: string; description: string }) => api.put<Secret>(`/secrets/${encodeURIComponent(name)}`, secret),
    onSuccess,
  });
  const remove = useMutation({ mutationFn: (name: string) => api.delete(`/secrets/${encodeURIComponent(name)}`), onSuccess });
  return { list, create, replace, remove };
}
