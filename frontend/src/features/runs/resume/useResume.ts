import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { ResumePreview, StartedRun } from "@/api/types";
import { useSettled } from "@/ui/useSettled";
import { expectEnd } from "../live/untold";
import type { ResumeRequest } from "./resume";

/** What the new run would reuse and run again, asked anew with each choice; and the start of it. */
export function useResume(runId: string, request: ResumeRequest | null) {
  const client = useQueryClient();
  // A serial form, so that typing asks once it rests and equal requests are one.
  const asked = useSettled(request ? JSON.stringify(request) : "");
  const preview = useQuery({
    queryKey: keys.resumption(runId, { asked }),
    queryFn: ({ signal }) => api.post<ResumePreview>(`/runs/${runId}/resume`, { ...(JSON.parse(asked) as ResumeRequest), preview: true }, { signal }),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
    retry: false,
    // The draft may have been changed since.
    staleTime: 0,
    gcTime: 0,
  });
  const start = useMutation({
    mutationFn: (body: ResumeRequest) => api.post<StartedRun>(`/runs/${runId}/resume`, body),
    onSuccess: (started) => {
      expectEnd(started.runId);
      return client.invalidateQueries({ queryKey: [...keys.runs, "list"] });
    },
  });
  return { preview, start, isCurrent: request !== null && asked === JSON.stringify(request) };
}
