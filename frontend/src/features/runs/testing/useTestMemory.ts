import { useCallback, useState } from "react";
import { NOTHING_TYPED, type Typed } from "./reads";

/** What was typed in for a block's tests, and the last of them. */
export interface TestMemory {
  typed: Typed;
  runId: string | null;
  isDry: boolean;
  /** The last wish from elsewhere that was followed. */
  answered: number;
}

const NOTHING: TestMemory = { typed: NOTHING_TYPED, runId: null, isDry: false, answered: 0 };
const remembered = new Map<string, TestMemory>();

/** Kept as long as the page is open: the inspector comes and goes with every block one looks at. */
export function useTestMemory(workflowId: string, blockId: string): [TestMemory, (patch: Partial<TestMemory>) => void] {
  const key = `${workflowId}/${blockId}`;
  const [, redraw] = useState(0);
  const write = useCallback(
    (patch: Partial<TestMemory>) => {
      remembered.set(key, { ...(remembered.get(key) ?? NOTHING), ...patch });
      redraw((count) => count + 1);
    },
    [key],
  );
  return [remembered.get(key) ?? NOTHING, write];
}
