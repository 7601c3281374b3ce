import type { QueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";

/**
 * Runs whose end the lists and the samples have still to hear of: started here, or seen while they went on. A quick one may be over
 * before its page looks for the first time, or before its last event comes.
 */
const untold = new Set<string>();

export function expectEnd(runId: string): void {
  untold.add(runId);
}

/** The run is over: what shows the last run is read anew, once. */
export function tellEnd(client: QueryClient, runId: string, workflowId: string): void {
  if (!untold.delete(runId)) return;
  void client.invalidateQueries({ queryKey: keys.runs });
  void client.invalidateQueries({ queryKey: keys.samples(workflowId) });
  void client.invalidateQueries({ queryKey: [...keys.workflows, "list"] });
}
