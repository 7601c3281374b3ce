import type { Run } from "@/api/types";

export interface LogLine {
  key: string;
  at: string;
  blockId: string;
  level: "info" | "warning" | "error";
  message: string;
}

/** What blocks wrote, the warnings and the failed attempts of all steps, in the order they happened. */
export function logOf(run: Run): LogLine[] {
  const lines = run.steps.flatMap((step) => {
    const at = step.completedAt ?? step.startedAt ?? run.createdAt;
    const warnings = step.warnings.map((warning) => ({ at, level: "warning" as const, message: warning.message }));
    const attempts = step.attemptLog
      .filter((attempt) => attempt.error !== null)
      .map((attempt) => ({
        at: attempt.completedAt ?? attempt.startedAt,
        level: "error" as const,
        message: `${step.attempts > 1 || step.attemptLog.length > 1 ? `Attempt ${String(attempt.attempt)}: ` : ""}${attempt.error?.message ?? ""}`,
      }));
    const failed = step.error && attempts.length === 0 ? [{ at, level: "error" as const, message: step.error.message }] : [];
    const own = step.log.map((line) => ({ at: line.at, level: levelOf(line.level), message: line.message }));
    return [...own, ...warnings, ...attempts, ...failed].map((line, index) => ({ ...line, blockId: step.id, key: `${step.stepId}:${String(index)}` }));
  });
  return lines.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

function levelOf(level: string): LogLine["level"] {
  if (level === "error") return "error";
  return level.startsWith("warn") ? "warning" : "info";
}
