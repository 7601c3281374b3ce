import { BaseEdge, EdgeLabelRenderer, ViewportPortal, type EdgeProps } from "@xyflow/react";
import { memo, type CSSProperties } from "react";
import { findBlock } from "@/graph/definition";
import { portLabel } from "@/graph/ports";
import { edgeWidth } from "@/graph/overlay";
import { labelPoint, pathOf } from "@/graph/route";
import { edgePaint } from "@/graph/runState";
import { useStudio } from "@/graph-react/useStudio";
import { cx } from "@/ui/cx";
import type { FlowEdge } from "../store/canvasStore";
import { useCanvas } from "../store/useCanvas";
import { EdgeInsert } from "./EdgeInsert";
import styles from "./OrthogonalEdge.module.css";

const HIT = 20;

/** Right angles with round corners; how it is drawn tells what the run made of it. */
export const OrthogonalEdge = memo(
  function OrthogonalEdge({ id, data, selected }: EdgeProps<FlowEdge>) {
    const edge = data?.edge;
    const points = useCanvas((state) => state.geometry.routes.get(id));
    const aimed = useCanvas((state) => state.dropEdge === id);
    const pointed = useCanvas((state) => state.pointedEdge === id);
    const paint = useStudio((state) => (edge ? edgePaint(state.run, edge) : "plan"));
    const overlay = useStudio((state) => state.overlay?.edges.get(id));
    const given = overlay?.label;
    const label = useStudio((state) => {
      if (given !== undefined) return given;
      const source = edge && findBlock(state.doc, edge.source);
      return source ? portLabel(state.catalogue, source, edge.sourcePort) : "";
    });
    if (!edge || !points || points.length < 2) return null;
    const kind = cx(styles[overlay?.tone ?? paint], edge.sourcePort === "error" && styles.error, selected && styles.selected, aimed && styles.aimed);
    const at = labelPoint(points);
    const width = edgeWidth(overlay);
    return (
      <>
        <BaseEdge
          id={id}
          path={pathOf(points)}
          className={cx(styles.edge, kind)}
          interactionWidth={HIT}
          style={width === undefined ? undefined : ({ "--edge-width": `${String(width)}px` } as CSSProperties)}
          markerEnd={`url(#headrace-arrow)`}
          data-testid={`edge-${id}`}
          data-paint={paint}
        />
        {label !== "" && (
          <EdgeLabelRenderer>
            <span className={cx(styles.label, kind, "nopan")} style={{ transform: `translate(-50%, -50%) translate(${at.x}px, ${at.y}px)` }}>
              {label}
            </span>
          </EdgeLabelRenderer>
        )}
        {(selected || pointed) && (
          <ViewportPortal>
            <EdgeInsert edge={edge} points={points} />
          </ViewportPortal>
        )}
      </>
    );
  },
  (before, after) => before.id === after.id && before.selected === after.selected && before.data === after.data,
);
