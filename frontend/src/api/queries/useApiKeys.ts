import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { ApiKey, NewApiKey } from "../types";

export function useApiKeys() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: keys.apiKeys });
  const list = useQuery({ queryKey: keys.apiKeys, queryFn: ({ signal }) => api.get<ApiKey[]>("/api-keys", { signal }) });
  const create = useMutation({
    mutationFn: (key: { name: string; scopes: string[] }) => api.post<NewApiKey>("/api-keys", key),
    onSuccess,
  });
  const revoke = useMutation({ mutationFn: (id: string) => api.delete(`/api-keys/${id}`), onSuccess });
  return { list, create, revoke };
}
