import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { keys } from "@/api/keys";
import { isReached, onReach } from "@/api/reach";
import { isSigningIn } from "@/api/signIn";
import type { Workflow } from "@/api/types";
import { keep } from "@/graph/persist";
import type { StudioStore } from "@/graph/store";
import { startAutosave, type Autosave } from "./autosave";
import { endLingering, linger } from "./lingering";
import { saveDraft, saveOnLeaving } from "./saveDraft";

/** Keeps the draft saved while the studio is open, and what is not saved safe when it is left. Gives `flush`. */
export function useAutosave(store: StudioStore, workflowId: string): () => Promise<boolean> {
  const client = useQueryClient();
  const autosave = useRef<Autosave | null>(null);
  useEffect(() => {
    endLingering(workflowId);
    const saving = startAutosave(
      store,
      saveDraft(workflowId, {
        onSaved: (workflow) => client.setQueryData<Workflow>(keys.workflow(workflowId), workflow),
        onForbidden: () => void client.invalidateQueries({ queryKey: keys.me }),
      }),
    );
    autosave.current = saving;
    const stopListening = onReach(() => {
      if (isReached() && store.getState().saved === "error") void saving.flush();
    });
    // What may not be saved any more was kept when it still might have been: it is not written over.
    const keepHere = () => store.getState().editable && keep(sessionStorage, workflowId, store.getState());
    const leave = () => {
      const { saved, doc, revision } = store.getState();
      keepHere();
      if (saved === "dirty" || saved === "error") saveOnLeaving(workflowId, doc, revision);
    };
    // Closing the tab would throw away what the server could not be told; leaving to sign in again keeps it.
    const warn = (event: BeforeUnloadEvent) => {
      const { saved } = store.getState();
      if ((saved === "error" || saved === "conflict") && !isSigningIn()) event.preventDefault();
    };
    window.addEventListener("pagehide", leave);
    window.addEventListener("beforeunload", warn);
    return () => {
      keepHere();
      // Another page of the app: requests, retries and the warning live on until the server has everything, or has refused it.
      const unsubscribe = store.subscribe(() => settle());
      const over = linger(workflowId, () => {
        unsubscribe();
        stopListening();
        window.removeEventListener("pagehide", leave);
        window.removeEventListener("beforeunload", warn);
        saving.stop();
      });
      const settle = () => {
        const { saved, saveRefused } = store.getState();
        keepHere();
        if (saved === "saved" || saved === "conflict" || (saved === "error" && saveRefused)) over();
      };
      void saving.flush().then(settle);
    };
  }, [store, workflowId, client]);
  return useCallback(() => autosave.current?.flush() ?? Promise.resolve(true), []);
}
