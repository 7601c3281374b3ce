import { useNodesInitialized } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { useFit } from "./useFit";

/** Shows the whole drawing when it is opened, once its cards are measured. */
export function useFirstFit(): void {
  const measured = useNodesInitialized();
  const fit = useFit();
  const studio = useStudioStore();
  // A canvas that was opened empty stays where it is: the first block belongs where it was dropped.
  const done = useRef(studio.getState().doc.blocks.length === 0);
  useEffect(() => {
    if (!measured || done.current) return;
    done.current = true;
    fit({ first: true });
  }, [measured, fit]);
}
