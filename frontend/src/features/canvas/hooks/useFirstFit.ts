import { useNodesInitialized } from "@xyflow/react";
import { useEffect, useRef } from "react";
import { useFit } from "./useFit";

/** Shows the whole drawing when it is opened, once its cards are measured. */
export function useFirstFit(): void {
  const measured = useNodesInitialized();
  const fit = useFit();
  const done = useRef(false);
  useEffect(() => {
    if (!measured || done.current) return;
    done.current = true;
    fit({ first: true });
  }, [measured, fit]);
}
