import { api } from "@/api/client";
import { csrfToken } from "@/api/csrf";
import { errorSentence, isApiError } from "@/api/errors";
import type { Workflow } from "@/api/types";
import { definitionOf, type Definition } from "@/graph/definition";
import type { Save } from "./autosave";

interface SaveDraftOptions {
  onSaved: (workflow: Workflow) => void;
  /** The role was changed meanwhile. */
  onForbidden: () => void;
}

/** One PUT of the whole draft under the revision it was based on. */
export function saveDraft(workflowId: string, { onSaved, onForbidden }: SaveDraftOptions): Save {
  return async (doc, revision) => {
    try {
      const workflow = await api.put<Workflow>(`/workflows/${workflowId}`, { ...doc, revision });
      onSaved(workflow);
      return { kind: "saved", revision: workflow.revision };
    } catch (error) {
      const current = isApiError(error, "CONFLICT") ? (error.data as { current?: Workflow } | null)?.current : undefined;
      if (current) return { kind: "conflict", theirs: definitionOf(current), revision: current.revision };
      if (isApiError(error) && error.status === 403) onForbidden();
      const message = errorSentence(error);
      const again = isApiError(error) && (error.status === 0 || error.status === 429 || error.status >= 500);
      return { kind: again ? "unreachable" : "refused", message };
    }
  };
}

/** The last word of a page that is being left: the browser sends it even when the page is gone. */
export function saveOnLeaving(workflowId: string, doc: Definition, revision: number): void {
  void fetch(`/api/v1/workflows/${workflowId}`, {
    method: "PUT",
    keepalive: true,
    credentials: "same-origin",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    body: JSON.stringify({ ...doc, revision }),
  }).catch(() => undefined);
}
