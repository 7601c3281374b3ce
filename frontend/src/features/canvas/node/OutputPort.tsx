import { Handle, Position } from "@xyflow/react";
import { Plus } from "lucide-react";
import { memo, type MouseEvent } from "react";
import type { BlockDef } from "@/graph/definition";
import { isWired } from "@/graph/edgeIndex";
import type { Port } from "@/graph/ports";
import { edgePaint } from "@/graph/runState";
import { useStudio } from "@/graph-react/useStudio";
import { cx } from "@/ui/cx";
import { useCanvasStore } from "../store/useCanvasStore";
import { text } from "../text";
import styles from "./BlockPorts.module.css";

interface OutputPortProps {
  block: BlockDef;
  port: Port;
  selected: boolean;
  hovered: boolean;
}

/** A round port below, a diamond for errors; 24 px to hit, and a stub with + while nothing leaves it. */
export const OutputPort = memo(function OutputPort({ block, port, selected, hovered }: OutputPortProps) {
  const canvas = useCanvasStore();
  const wired = useStudio((state) => isWired(state.doc.edges, block.id, port.id));
  const editable = useStudio((state) => state.editable);
  const paint = useStudio((state) => (state.run ? edgePaint(state.run, { source: block.id, sourcePort: port.id, target: "" }) : "plan"));
  const side = port.side === "right";
  const isError = port.id === "error";
  const named = port.id !== "out" && !isError && !wired;

  const open = (event: MouseEvent<HTMLButtonElement>) => {
    event.stopPropagation();
    const frame = event.currentTarget.closest(".react-flow")?.getBoundingClientRect();
    const spot = event.currentTarget.getBoundingClientRect();
    if (!frame) return;
    canvas.getState().openPicker({ at: { x: spot.left - frame.left + spot.width + 6, y: spot.top - frame.top }, point: null, after: { source: block.id, sourcePort: port.id } });
  };

  return (
    <>
      <Handle
        id={port.id}
        type="source"
        position={side ? Position.Right : Position.Bottom}
        isConnectable={editable}
        className={cx(styles.output, side ? styles.right : styles.bottom)}
        style={side ? { top: `${port.at * 100}%` } : { left: `${port.at * 100}%` }}
        title={port.id === "out" ? undefined : port.label}
        data-testid={`port-${block.id}-${port.id}`}
      >
        {isError ? (
          <svg className={cx(styles.diamond, wired && styles.wired, styles[paint])} viewBox="0 0 13 13" aria-hidden>
            <path d="M6.5 .6 12.4 6.5 6.5 12.4 .6 6.5z" />
          </svg>
        ) : (
          <span className={cx(styles.dot, wired && styles.wired, styles[paint])} />
        )}
      </Handle>
      {named && selected && <span className={cx(styles.label, side && styles.labelRight)} style={side ? { top: `${port.at * 100}%` } : { left: `${port.at * 100}%` }}>{port.label}</span>}
      {!wired && editable && (selected || hovered) && (
        <span className={cx(styles.stub, side && styles.stubRight)} style={side ? { top: `${port.at * 100}%` } : { left: `${port.at * 100}%` }}>
          <i />
          <button
            type="button"
            className={cx(styles.plus, "nodrag", "nopan")}
            tabIndex={selected ? 0 : -1}
            aria-label={port.id === "out" ? text.addAfter(block.name) : text.addAfterPort(block.name, port.label)}
            data-testid={`add-${block.id}-${port.id}`}
            onClick={open}
          >
            <Plus size={12} strokeWidth={2.25} aria-hidden />
          </button>
        </span>
      )}
    </>
  );
});
