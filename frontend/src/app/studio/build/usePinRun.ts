import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSearchParams } from "react-router";
import { api } from "@/api/client";
import { errorSentence } from "@/api/errors";
import { keys } from "@/api/keys";
import type { Run } from "@/api/types";
import { pinRun } from "@/graph/pinRun";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { showToast } from "@/ui/toast/toasts";
import { text } from "../text";

/** `?pin=run_…` pins what that run gave at the blocks of the draft, as one step that Undo takes back. */
export function usePinRun(): void {
  const studio = useStudioStore();
  const client = useQueryClient();
  const [params, setParams] = useSearchParams();
  const wanted = params.get("pin");
  useEffect(() => {
    if (wanted === null) return;
    setParams((before) => {
      before.delete("pin");
      return before;
    }, { replace: true });
    client
      .fetchQuery({ queryKey: keys.run(wanted), queryFn: ({ signal }) => api.get<Run>(`/runs/${wanted}`, { signal }) })
      .then((run) => {
        const { doc, edit, undo } = studio.getState();
        const found = pinRun(doc, run);
        edit(() => found.doc);
        showToast({ text: text.pinned(found.pinned, found.left, run.number), action: { label: text.undo, run: undo } });
      })
      .catch((error: unknown) => showToast({ state: "failed", text: errorSentence(error) }));
  }, [wanted, studio, client, setParams]);
}
