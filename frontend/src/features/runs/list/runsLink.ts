import type { OutcomeFilter } from "./useRunListView";

export interface RunsWanted {
  status?: OutcomeFilter;
  workflowId?: string;
  from?: string;
  to?: string;
  block?: string;
  blockStatus?: string;
  test?: boolean;
}

/** The address of the list of runs that fit. */
export function runsLink(wanted: RunsWanted): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) {
    if (value !== undefined && value !== "") params.set(name, String(value));
  }
  const query = params.toString();
  return query ? `/runs?${query}` : "/runs";
}
