import { useCallback } from "react";
import { useSearchParams } from "react-router";
import type { FiguresAsked } from "@/api/queries/useFigures";
import { text } from "./text";

interface View {
  period: FiguresAsked["period"];
  workflowId: string;
  /** The provider whose failures are shown alone. */
  provider: string;
}

export interface HealthView extends View {
  set: (change: Partial<View>) => void;
}

/** What is shown lives in the address, so that it can be shared and gone back to. */
export function useHealthView(): HealthView {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (change: Partial<View>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(change)) {
            if (value === "" || value === "24h") next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  const period = text.periods.find(({ value }) => value === params.get("period"))?.value ?? "24h";
  return { period: period as View["period"], workflowId: params.get("workflowId") ?? "", provider: params.get("provider") ?? "", set };
}
