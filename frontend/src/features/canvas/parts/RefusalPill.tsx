import { useConnection } from "@xyflow/react";
import { useEffect, type RefObject } from "react";
import { refusal } from "@/graph/connect";
import { useStudio } from "@/graph-react/useStudio";
import { useCanvas } from "../store/useCanvas";
import { useCanvasStore } from "../store/useCanvasStore";
import styles from "./RefusalPill.module.css";

const STAYS_MS = 3200;

/** Why an edge may not end here: at the pointer while it is drawn, and for a moment after it was dropped. */
export function RefusalPill({ frame }: { frame: RefObject<HTMLElement | null> }) {
  const canvas = useCanvasStore();
  const dropped = useCanvas((state) => state.refusal);
  const drawing = useConnection((state) => (state.inProgress && state.toNode ? { source: state.fromNode.id, port: state.fromHandle.id ?? "out", target: state.toNode.id, pointer: state.pointer } : null));
  const reason = useStudio((state) => (drawing ? refusal(state.doc, state.catalogue, { source: drawing.source, sourcePort: drawing.port, target: drawing.target }) : null));
  useEffect(() => {
    if (!dropped) return undefined;
    const away = () => canvas.getState().refuse(null);
    const timer = setTimeout(away, STAYS_MS);
    window.addEventListener("pointerdown", away, true);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pointerdown", away, true);
    };
  }, [dropped, canvas]);

  const shown = drawing && reason ? { reason, at: drawing.pointer } : drawing ? null : dropped;
  if (!shown) return null;
  const width = frame.current?.clientWidth ?? 800;
  return (
    <div role="status" className={styles.pill} data-testid="refusal" style={{ left: Math.min(Math.max(shown.at.x + 14, 8), width - 320), top: shown.at.y + 14 }}>
      {shown.reason}
    </div>
  );
}
