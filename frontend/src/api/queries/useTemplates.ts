import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { ApiProblem, Template, TemplateDetail, Workflow } from "../types";

export function useTemplates() {
  return useQuery({ queryKey: keys.templates, queryFn: ({ signal }) => api.get<Template[]>("/templates", { signal }), staleTime: 60_000 });
}

export function useTemplate(id: string) {
  return useQuery({ queryKey: keys.template(id), queryFn: ({ signal }) => api.get<TemplateDetail>(`/templates/${id}`, { signal }) });
}

/** Makes a draft of a template; `connections` names the one to run with, by provider. */
export function useUseTemplate(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (connections: Record<string, string>) => api.post<Workflow & { missing: ApiProblem[] }>(`/templates/${id}/use`, { connections }),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: keys.workflows }), client.invalidateQueries({ queryKey: keys.tables })]),
  });
}
