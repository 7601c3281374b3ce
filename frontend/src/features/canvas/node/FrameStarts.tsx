import { memo } from "react";
import type { Geometry } from "@/graph/geometry";
import { pathOf } from "@/graph/route";
import { useStudio } from "@/graph-react/useStudio";
import { cx } from "@/ui/cx";
import { useCanvas } from "../store/useCanvas";
import styles from "./Frame.module.css";

/** The port under the header where each item comes in, and the ways from it to the blocks that begin the body. */
export const FrameStarts = memo(function FrameStarts({ id }: { id: string }) {
  // As text, so that nothing is drawn again while other blocks, or the frame with its body, are dragged.
  const drawn = useCanvas((state) => startsText(state.geometry, id));
  const begun = useStudio((state) => {
    const status = state.run?.steps[id]?.status;
    return status !== undefined && status !== "pending" && status !== "skipped";
  });
  if (drawn === "") return null;
  const [port = "", ...paths] = drawn.split("|");
  const [x, y] = port.split(" ");
  return (
    <svg className={cx(styles.starts, begun && styles.begun)} width="1" height="1" aria-hidden>
      {paths.map((path) => (
        <path key={path} d={path} markerEnd="url(#headrace-arrow)" />
      ))}
      <circle cx={x} cy={y} r="5" />
    </svg>
  );
});

/** The port and the paths from it, measured from the corner of the frame; empty where the body is. */
function startsText({ starts, frames }: Geometry, id: string): string {
  const origin = frames.get(id);
  const ways = (starts.get(id) ?? []).map((way) => way.map(({ x, y }) => ({ x: x - (origin?.x ?? 0), y: y - (origin?.y ?? 0) })));
  const port = ways[0]?.[0];
  return port ? [`${port.x} ${port.y}`, ...ways.map((way) => pathOf(way))].join("|") : "";
}
