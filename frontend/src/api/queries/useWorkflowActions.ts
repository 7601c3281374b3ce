import { useMutation, useQueryClient } from "@tanstack/react-query";
import { emptyDefinition, type Definition } from "@/graph/definition";
import { api } from "../client";
import { keys } from "../keys";
import type { ApiProblem, Workflow } from "../types";

export type WorkflowVerb = "pause" | "resume" | "archive" | "duplicate" | "activate";

/** Everything one can do to a workflow from outside its canvas. Each refreshes the list. */
export function useWorkflowActions() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: keys.workflows });
  const create = useMutation({
    mutationFn: (name: string) => api.post<Workflow>("/workflows", emptyDefinition(name)),
    onSuccess,
  });
  const keepCopy = useMutation({
    mutationFn: (drawn: Definition) => api.post<Workflow>("/workflows", drawn),
    onSuccess,
  });
  const act = useMutation({
    mutationFn: ({ id, verb }: { id: string; verb: WorkflowVerb }) => api.post<Workflow>(`/workflows/${id}/${verb}`),
    onSuccess,
  });
  const importFile = useMutation({
    mutationFn: (content: unknown) => api.post<Workflow & { missing: ApiProblem[] }>("/workflows/import", content),
    onSuccess,
  });
  return { create, keepCopy, act, importFile };
}
