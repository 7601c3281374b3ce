import type { Shelf } from "@/graph/persist";

/** What is being typed in the Run dialog, in the tab's own storage: a session that ends meanwhile, and a reload, lose
 * none of it. It is kept until the run has started or the dialog is closed. */
export interface KeptInput {
  text: string;
  triggerId?: string | undefined;
  isDry: boolean;
}

/** A tab has about 5 MB for everything; above, nothing is kept rather than anything else lost. */
const ROOM = 1_000_000;

export function keepInput(storage: Shelf, workflowId: string, input: KeptInput): void {
  forgetInput(storage, workflowId);
  if (input.text.length > ROOM) return;
  try {
    storage.setItem(keyOf(workflowId), JSON.stringify(input));
  } catch {
    // The storage is full or switched off; the dialog works all the same.
  }
}

export function keptInput(storage: Shelf, workflowId: string): KeptInput | null {
  try {
    const kept = JSON.parse(storage.getItem(keyOf(workflowId)) ?? "null") as KeptInput | null;
    return typeof kept?.text === "string" ? kept : null;
  } catch {
    return null;
  }
}

export function forgetInput(storage: Shelf, workflowId: string): void {
  storage.removeItem(keyOf(workflowId));
}

/** Whoever signs out leaves nothing to whoever signs in next in this tab. */
export function forgetAllInput(storage: Storage): void {
  for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
}

const PREFIX = "headrace.input.";

function keyOf(workflowId: string): string {
  return `${PREFIX}${workflowId}`;
}
