import { useEffect, useState } from "react";
import type { DataScope, PreviewResult, TemplateKind } from "../data/scope";

const DEBOUNCE_MS = 100;

export interface Previewed {
  result: PreviewResult | null;
  /** The first answer is on its way. */
  isAwaited: boolean;
}

/** What a template comes to with the values of the last run; the last answer stays while the next is on its way. */
export function usePreview(scope: DataScope, template: string, kind: TemplateKind, isPaused: boolean): Previewed {
  const [answer, setAnswer] = useState<{ template: string; result: PreviewResult | null } | null>(null);
  const { preview } = scope;
  useEffect(() => {
    if (!preview || template === "" || isPaused) return;
    let isCurrent = true;
    const timer = setTimeout(() => {
      preview(template, kind).then(
        (result) => {
          if (isCurrent) setAnswer({ template, result });
        },
        () => {
          // A preview is a courtesy: without an answer the field works all the same.
          if (isCurrent) setAnswer({ template, result: null });
        },
      );
    }, DEBOUNCE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [preview, template, kind, isPaused]);
  const result = template === "" || !preview ? null : (answer?.result ?? null);
  return { result, isAwaited: answer === null && !isPaused };
}
