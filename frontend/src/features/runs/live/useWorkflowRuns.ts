import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef } from "react";
import { keys } from "@/api/keys";
import { openLive } from "@/api/live";
import type { RunEventMessage } from "@/api/types";
import { throttle } from "./throttle";

/** Keeps every run list of a workflow true while it is looked at; tells of each event as well. */
export function useWorkflowRuns(workflowId: string, onEvent?: (event: RunEventMessage) => void): void {
  const client = useQueryClient();
  const latest = useRef(onEvent);
  useLayoutEffect(() => {
    latest.current = onEvent;
  });
  useEffect(() => {
    const lists = throttle(() => void client.invalidateQueries({ queryKey: [...keys.runs, "list"] }), 600);
    const socket = openLive({
      path: `/ws/workflows/${workflowId}`,
      onEvent: (event) => {
        if (event.type.startsWith("run.")) lists.call();
        latest.current?.(event);
      },
      onResumed: lists.call,
    });
    return () => {
      lists.cancel();
      socket.close();
    };
  }, [client, workflowId]);
}
