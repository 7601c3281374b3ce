import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useVersion } from "@/api/queries/useVersion";
import type { VersionDiff } from "@/api/types";
import type { Definition } from "@/graph/definition";
import { useStudio } from "@/graph-react/useStudio";

export type Side = number | "draft";

export interface Compared {
  before: Definition;
  after: Definition;
  diff: VersionDiff;
}

/** Two versions and what lies between them; the draft is saved first. Undefined `before`: there is nothing to compare with. */
export function useComparison(workflowId: string, before: Side | undefined, after: Side, flush: () => Promise<boolean>) {
  const revision = useStudio((state) => state.revision);
  const draft = useStudio((state) => state.savedDoc);
  const hasDraft = before === "draft" || after === "draft";
  const diff = useQuery({
    queryKey: [...keys.versions(workflowId), "diff", before, after, hasDraft ? revision : 0],
    queryFn: async ({ signal }) => {
      if (hasDraft) await flush();
      return api.get<VersionDiff>(`/workflows/${workflowId}/versions/${String(before)}/diff/${String(after)}`, { signal });
    },
    enabled: before !== undefined,
  });
  const one = useVersion(workflowId, typeof before === "number" ? String(before) : undefined);
  const other = useVersion(workflowId, typeof after === "number" ? String(after) : undefined);
  const left = before === "draft" ? draft : one.data;
  const right = after === "draft" ? draft : other.data;
  const data: Compared | undefined = diff.data && left && right ? { before: left, after: right, diff: diff.data } : undefined;
  return { data, error: diff.error ?? one.error ?? other.error };
}
