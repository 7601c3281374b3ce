import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { CustomProvider, NewCustomProvider } from "../types";

/** What the company described itself, by name. */
export function useCustomProviders() {
  const client = useQueryClient();
  const onSuccess = () => Promise.all([client.invalidateQueries({ queryKey: keys.customProviders }), client.invalidateQueries({ queryKey: keys.providers })]);
  const list = useQuery({ queryKey: keys.customProviders, queryFn: ({ signal }) => api.get<CustomProvider[]>("/custom-providers", { signal }) });
  const create = useMutation({ mutationFn: (wanted: NewCustomProvider) => api.post<CustomProvider>("/custom-providers", wanted), onSuccess });
  const change = useMutation({
    mutationFn: ({ id, auth, ...wanted }: NewCustomProvider & { id: string }) => {
      void auth; // the way in stays as it is
      return api.put<CustomProvider>(`/custom-providers/${id}`, wanted);
    },
    onSuccess,
  });
  const remove = useMutation({ mutationFn: (id: string) => api.delete(`/custom-providers/${id}`), onSuccess });
  return { list, create, change, remove };
}
