import type { Run } from "@/api/types";
import { isRunOver, type RunView } from "@/graph/runState";
import { StatusPill } from "@/ui/StatusPill";
import { formatDuration } from "@/ui/time/duration";
import { Elapsed } from "@/ui/time/Elapsed";
import { runGlyph, runWord } from "./states";

/** "Running · 2 m 24 s", "Failed after 1.4 s", "Completed in 0.3 s". */
export function RunState({ run, view }: { run: Run; view: RunView }) {
  const state = runGlyph(view.status);
  const started = view.startedAt ?? run.startedAt;
  if (!isRunOver(view)) {
    return (
      <StatusPill state={state}>
        {runWord(view.status)}
        {started && (
          <>
            {" · "}
            <Elapsed since={started} />
          </>
        )}
      </StatusPill>
    );
  }
  const took = formatDuration(view.durationMs ?? run.durationMs);
  const link = view.status === "completed" ? "in" : "after";
  return <StatusPill state={state}>{took === "" ? runWord(view.status) : `${runWord(view.status)} ${link} ${took}`}</StatusPill>;
}
