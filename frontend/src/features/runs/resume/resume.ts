import type { Run, ResumeVersion } from "@/api/types";
import { parseJson } from "@/forms/widgets/parseJson";
import type { Json } from "@/graph/definition";

export interface ResumeRequest {
  version: ResumeVersion;
  from?: string;
  input?: Json;
}

/** A run can be gone on with once it has ended; a completed one only from a chosen block. */
export function mayResume(status: Run["status"], from: string | null): boolean {
  return status === "failed" || status === "timed_out" || status === "cancelled" || (status === "completed" && from !== null);
}

/** What is asked of the server; null while the edited input is no JSON. The input is sent only where it differs. */
export function requestOf(run: Pick<Run, "input">, version: ResumeVersion, from: string | null, edited: string | null): ResumeRequest | null {
  const request: ResumeRequest = { version, ...(from === null ? {} : { from }) };
  if (edited === null) return request;
  const parsed = parseJson(edited.trim() === "" ? "{}" : edited);
  if (parsed.error !== null) return null;
  const input = parsed.value ?? {};
  return JSON.stringify(input) === JSON.stringify(run.input) ? request : { ...request, input };
}
