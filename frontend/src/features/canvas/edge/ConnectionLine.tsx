import { Position, type ConnectionLineComponentProps } from "@xyflow/react";
import { pathOf, route } from "@/graph/route";
import { cx } from "@/ui/cx";
import styles from "./OrthogonalEdge.module.css";

/** The edge while it is drawn: it follows the pointer, red where it may not end. */
export function ConnectionLine({ fromX, fromY, toX, toY, fromPosition, connectionStatus }: ConnectionLineComponentProps) {
  const from = { x: fromX, y: fromY };
  const to = { x: toX, y: toY };
  const leaves = fromPosition === Position.Right ? "right" : "bottom";
  const points = toY - fromY > 20 || leaves === "right" ? route({ from, to, leaves, enters: leaves === "right" ? "left" : "top" }) : [from, to];
  return <path d={pathOf(points)} className={cx(styles.edge, styles.drawn, connectionStatus === "invalid" && styles.refused)} markerEnd="url(#headrace-arrow)" />;
}
