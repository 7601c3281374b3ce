import { Position, type ConnectionLineComponentProps } from "@xyflow/react";
import { refusal } from "@/graph/connect";
import { pathOf, route } from "@/graph/route";
import { useStudio } from "@/graph-react/useStudio";
import { cx } from "@/ui/cx";
import styles from "./OrthogonalEdge.module.css";

/** The edge while it is drawn: it follows the pointer, red over whatever may not be its end. */
export function ConnectionLine({ fromX, fromY, toX, toY, fromPosition, fromNode, fromHandle, toNode }: ConnectionLineComponentProps) {
  const from = { x: fromX, y: fromY };
  const to = { x: toX, y: toY };
  const leaves = fromPosition === Position.Right ? "right" : "bottom";
  const isRefused = useStudio((state) => toNode !== null && refusal(state.doc, state.catalogue, { source: fromNode.id, sourcePort: fromHandle.id ?? "out", target: toNode.id }) !== null);
  const points = toY - fromY > 20 || leaves === "right" ? route({ from, to, leaves, enters: leaves === "right" ? "left" : "top" }) : [from, to];
  return <path d={pathOf(points)} className={cx(styles.edge, styles.drawn, isRefused && styles.refused)} markerEnd="url(#headrace-arrow)" />;
}
