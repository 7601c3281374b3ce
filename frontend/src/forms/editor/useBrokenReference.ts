import { useMemo } from "react";
import type { DataScope } from "../data/scope";
import { describeReference } from "../references/describe";
import { findTemplates } from "../references/templates";

/** Why the first reference of a text that cannot work cannot; null when all can. */
export function useBrokenReference(value: string, scope: DataScope): string | null {
  return useMemo(() => {
    for (const part of findTemplates(value)) {
      const { problem } = describeReference(part.body, scope);
      if (problem) return problem;
    }
    return null;
  }, [value, scope]);
}
