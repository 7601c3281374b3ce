import { useMutation, useQueryClient } from "@tanstack/react-query";
import { History, RotateCcw } from "lucide-react";
import { api } from "@/api/client";
import { errorSentence } from "@/api/errors";
import { keys } from "@/api/keys";
import type { Workflow } from "@/api/types";
import { definitionOf } from "@/graph/definition";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { Button } from "@/ui/Button";
import { showToast } from "@/ui/toast/toasts";
import { text } from "../text";
import styles from "./Versions.module.css";

interface VersionActionsProps {
  workflow: Workflow;
  version: number;
  isLive: boolean;
  flush: () => Promise<boolean>;
}

/** The two ways back to a version: live at once, or into the draft to go on from it. */
export function VersionActions({ workflow, version, isLive, flush }: VersionActionsProps) {
  const client = useQueryClient();
  const store = useStudioStore();
  const refuse = (error: unknown) => showToast({ state: "failed", text: errorSentence(error) });
  const restore = useMutation({
    mutationFn: async () => {
      await flush();
      return api.post<Workflow>(`/workflows/${workflow.id}/versions/${String(version)}/restore`);
    },
    onSuccess: (restored) => {
      store.getState().replace(definitionOf(restored), restored.revision);
      client.setQueryData<Workflow>(keys.workflow(workflow.id), (known) => ({ ...known, ...restored }));
      showToast({ text: text.versions.restored(version) });
    },
    onError: refuse,
  });
  const back = useMutation({
    mutationFn: () => api.post<Workflow>(`/workflows/${workflow.id}/versions/${String(version)}/activate`),
    onSuccess: (live) => {
      client.setQueryData<Workflow>(keys.workflow(workflow.id), (known) => ({ ...known, ...live }));
      void client.invalidateQueries({ queryKey: keys.versions(workflow.id) });
      void client.invalidateQueries({ queryKey: [...keys.workflows, "list"] });
      showToast({ text: text.versions.isBack(version) });
    },
    onError: refuse,
  });
  return (
    <span className={styles.ways}>
      <Button size="small" icon={<RotateCcw size={14} aria-hidden />} busy={restore.isPending} onClick={() => restore.mutate()} data-testid="restore-version">
        {text.versions.restore}
      </Button>
      {(!isLive || workflow.status !== "active") && (
        <Button size="small" icon={<History size={14} aria-hidden />} title={text.versions.backWhy} busy={back.isPending} onClick={() => back.mutate()} data-testid="roll-back">
          {text.versions.back}
        </Button>
      )}
    </span>
  );
}
