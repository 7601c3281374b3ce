import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { api } from "@/api/client";
import { errorSentence } from "@/api/errors";
import { keys } from "@/api/keys";
import type { VersionDiff, Workflow, WorkflowVersion } from "@/api/types";
import { definitionOf } from "@/graph/definition";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { Button } from "@/ui/Button";
import { Message } from "@/ui/Message";
import { Skeleton } from "@/ui/Skeleton";
import { showToast } from "@/ui/toast/toasts";
import { text } from "../text";
import { DiffView } from "./DiffView";
import styles from "./Versions.module.css";

interface VersionDetailProps {
  workflow: Workflow;
  versions: readonly WorkflowVersion[];
  chosen: number | "draft";
  flush: () => Promise<boolean>;
}

/** What a version changed against the one before it; for the draft, against the newest. */
export function VersionDetail({ workflow, versions, chosen, flush }: VersionDetailProps) {
  const client = useQueryClient();
  const store = useStudioStore();
  const editable = useStudio((state) => state.editable);
  const revision = useStudio((state) => state.revision);
  const before = chosen === "draft" ? versions[0]?.version : versions.find((version) => version.version < chosen)?.version;
  const diff = useQuery({
    queryKey: [...keys.versions(workflow.id), "diff", before, chosen, chosen === "draft" ? revision : 0],
    queryFn: async ({ signal }) => {
      if (chosen === "draft") await flush();
      return api.get<VersionDiff>(`/workflows/${workflow.id}/versions/${before}/diff/${chosen}`, { signal });
    },
    enabled: before !== undefined,
  });
  const restore = useMutation({
    mutationFn: async (version: number) => {
      await flush();
      return api.post<Workflow>(`/workflows/${workflow.id}/versions/${version}/restore`);
    },
    onSuccess: (restored, version) => {
      store.getState().replace(definitionOf(restored), restored.revision);
      client.setQueryData<Workflow>(keys.workflow(workflow.id), (known) => ({ ...known, ...restored }));
      showToast({ text: text.versions.restored(version) });
    },
  });

  return (
    <section className={styles.detail} aria-live="polite">
      <header className={styles.detailHead}>
        <h2>{chosen === "draft" ? text.versions.compareDraft : before === undefined ? text.versions.first : text.versions.compare(before)}</h2>
        {chosen !== "draft" && editable && (
          <Button size="small" icon={<RotateCcw size={14} aria-hidden />} busy={restore.isPending} onClick={() => restore.mutate(chosen)} data-testid="restore-version">
            {text.versions.restore}
          </Button>
        )}
      </header>
      {restore.isError && <Message state="failed" title={errorSentence(restore.error)} />}
      {diff.isError && <Message state="failed" title={errorSentence(diff.error)} />}
      {diff.isPending && before !== undefined && <Skeleton width={280} height={44} />}
      {diff.data && <DiffView diff={diff.data} unchanged={chosen === "draft" ? text.versions.unchanged : text.versions.same} />}
    </section>
  );
}
