import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { ApiError, errorSentence } from "@/api/errors";
import { keys } from "@/api/keys";
import type { Workflow } from "@/api/types";
import { mapProblems } from "@/graph/problems";
import type { Problem } from "@/graph/store";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { showToast } from "@/ui/toast/toasts";
import { text } from "../text";

/** Saves what is open, then publishes. A refusal brings the problems, which are shown on their cards. */
export function usePublish(workflowId: string, flush: () => Promise<boolean>, onDone: () => void) {
  const client = useQueryClient();
  const store = useStudioStore();
  const mutation = useMutation({
    mutationFn: async (note: string) => {
      if (!(await flush())) throw new ApiError(0, "NOT_SAVED", text.publish.notSaved);
      return api.post<Workflow>(`/workflows/${workflowId}/activate`, note === "" ? {} : { note });
    },
    onSuccess: (workflow) => {
      const { revision, savedDoc, savedAs } = store.getState();
      if (workflow.revision !== revision) savedAs(workflow.revision, savedDoc);
      client.setQueryData<Workflow>(keys.workflow(workflowId), (before) => ({ ...before, ...workflow }));
      void client.invalidateQueries({ queryKey: keys.versions(workflowId) });
      void client.invalidateQueries({ queryKey: [...keys.workflows, "list"] });
      showToast({ text: text.publish.live(workflow.publishedVersion ?? workflow.version) });
      onDone();
    },
    onError: (error) => {
      const details = error instanceof ApiError ? (error.details as readonly Partial<Problem>[]) : [];
      const problems = details.filter((detail): detail is Problem => typeof detail.severity === "string" && typeof detail.message === "string");
      if (problems.length > 0) store.getState().setProblems(mapProblems(store.getState().savedDoc, problems));
    },
  });
  return {
    publish: (note: string) => mutation.mutateAsync(note).catch(() => undefined),
    busy: mutation.isPending,
    refusal: mutation.isError ? errorSentence(mutation.error) : null,
    clear: mutation.reset,
  };
}
