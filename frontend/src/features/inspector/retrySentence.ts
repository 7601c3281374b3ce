import type { RetryConfig } from "@/graph/definition";
import { formatDuration } from "@/ui/time/duration";
import { DEFAULT_RETRY } from "./errorsForm";

/** "Up to 4 attempts, with pauses of about 1 s, 2 s and 4 s." */
export function retrySentence(given: RetryConfig | undefined): string {
  const retry = { ...DEFAULT_RETRY, ...given };
  const pauses = Array.from({ length: Math.max(0, Math.min(retry.maxAttempts, 20) - 1) }, (_, index) =>
    Math.min(retry.maxDelayMs, retry.backoffMs * retry.backoffMultiplier ** index),
  );
  if (pauses.length === 0) return "One attempt only, so nothing is tried again.";
  const said = pauses.slice(0, 4).map((ms) => formatDuration(ms).replace(".0 s", " s"));
  const more = pauses.length > said.length;
  const list = said.length === 1 || more ? said.join(", ") : `${said.slice(0, -1).join(", ")} and ${said.at(-1) ?? ""}`;
  return `Up to ${String(retry.maxAttempts)} attempts, with pauses of about ${list}${more ? " and so on" : ""}. A provider that names a time is heard.`;
}
