import { useCallback, useMemo, useState } from "react";
import { errorSentence } from "@/api/errors";
import { useMay } from "@/api/queries/useMay";
import type { CanvasTests } from "@/features/canvas/tests";
import type { TestTabOf } from "@/features/inspector/TestTabOf";
import { TestTab } from "@/features/runs/testing/TestTab";
import { useTestRun } from "@/features/runs/testing/useTestRun";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { showToast } from "@/ui/toast/toasts";

/** Wishes to test a block, since the page was opened: each is followed once. */
let wishes = 0;

/** Tests of the draft: a block alone in the inspector, parts of the workflow on the canvas. `show` paints a run. */
export function useTests(workflowId: string, flush: () => Promise<boolean>, show: (runId: string) => void): { tests: CanvasTests | null; testTab: TestTabOf } {
  const studio = useStudioStore();
  const mayRun = useMay("workflows:execute");
  const [asked, setAsked] = useState<TestTabOf["asked"]>(null);
  const selected = useStudio((state) => state.selection[0]);
  // The wish was for that one look: later the block opens on its settings again.
  if (asked !== null && asked.id !== selected) setAsked(null);
  const { mutate } = useTestRun(workflowId, flush);
  const runPart = useCallback(
    (part: { from?: string; to?: string }) =>
      mutate(part, {
        onSuccess: ({ runId }) => show(runId),
        onError: (error) => showToast({ state: "failed", text: errorSentence(error) }),
      }),
    [mutate, show],
  );
  const tests = useMemo<CanvasTests>(
    () => ({
      test: (id) => {
        studio.getState().inspect(id);
        wishes += 1;
        setAsked({ id, count: wishes });
      },
      runTo: (to) => runPart({ to }),
      runFrom: (from) => runPart({ from }),
    }),
    [studio, runPart],
  );
  const testTab = useMemo<TestTabOf>(
    () => ({
      asked,
      draw: (block) => (
        <TestTab key={block.id} block={block} workflowId={workflowId} flush={flush} asked={asked?.id === block.id ? asked.count : 0} onRunPart={runPart} />
      ),
    }),
    [asked, workflowId, flush, runPart],
  );
  return { tests: mayRun ? tests : null, testTab };
}
