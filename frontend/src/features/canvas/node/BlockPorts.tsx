import { Handle, Position } from "@xyflow/react";
import { memo } from "react";
import type { BlockDef } from "@/graph/definition";
import { incomingEdges } from "@/graph/edgeIndex";
import { isFrame } from "@/graph/frames";
import { portsOf } from "@/graph/ports";
import type { StepStatus } from "@/graph/runState";
import { useStudio } from "@/graph-react/useStudio";
import { cx } from "@/ui/cx";
import { OutputPort } from "./OutputPort";
import styles from "./BlockPorts.module.css";

interface BlockPortsProps {
  block: BlockDef;
  isTrigger: boolean;
  selected: boolean;
  hovered: boolean;
  /** How far down the left edge an error edge enters, where one does. */
  sideSocket: number | undefined;
}

export const BlockPorts = memo(function BlockPorts({ block, isTrigger, selected, hovered, sideSocket }: BlockPortsProps) {
  const catalogue = useStudio((state) => state.catalogue);
  const entered = useStudio((state) => (incomingEdges(state.doc.edges).get(block.id)?.length ?? 0) > (sideSocket === undefined ? 0 : 1));
  const paint = useStudio((state) => (state.run ? socketPaint(state.run.steps[block.id]?.status) : undefined));
  return (
    <>
      {/* The whole card, or the header of a frame, takes a dropped edge; a trigger takes it too, to say why not. */}
      <Handle id="in" type="target" position={Position.Top} className={cx(styles.catch, isFrame(catalogue, block) && styles.header)} />
      {!isTrigger && (sideSocket === undefined || entered) && <span className={cx(styles.socket, paint && styles[paint])} />}
      {sideSocket !== undefined && <span className={cx(styles.socket, styles.aside, paint && styles[paint])} style={{ top: sideSocket }} />}
      {portsOf(catalogue, block).map((port) => (
        <OutputPort key={port.id} block={block} port={port} selected={selected} hovered={hovered} />
      ))}
    </>
  );
});

function socketPaint(status: StepStatus | undefined): "taken" | "skipped" | undefined {
  if (status === undefined || status === "pending") return undefined;
  return status === "skipped" ? "skipped" : "taken";
}
