import { Background, BackgroundVariant, ReactFlow, SelectionMode } from "@xyflow/react";
import "@xyflow/react/dist/base.css";
import { useRef, type CSSProperties, type ReactNode } from "react";
import { useStudio } from "@/graph-react/useStudio";
import styles from "./Canvas.module.css";
import { ArrowMarker } from "./edge/ArrowMarker";
import { ConnectionLine } from "./edge/ConnectionLine";
import { OrthogonalEdge } from "./edge/OrthogonalEdge";
import { useCanvasKeys } from "./hooks/useCanvasKeys";
import { useClipboard } from "./hooks/useClipboard";
import { useConnecting } from "./hooks/useConnecting";
import { useDragging } from "./hooks/useDragging";
import { FAR, useFarAway } from "./hooks/useFarAway";
import { useFirstFit } from "./hooks/useFirstFit";
import { useFirstView } from "./hooks/useFirstView";
import { useInsets } from "./hooks/useInsets";
import { useMoving } from "./hooks/useMoving";
import { useReveal } from "./hooks/useReveal";
import { useSelecting } from "./hooks/useSelecting";
import { BlockNode } from "./node/BlockNode";
import { FrameNode } from "./node/FrameNode";
import { NoteNode } from "./notes/NoteNode";
import { BlockPicker } from "./palette/BlockPicker";
import { CanvasMenu } from "./parts/CanvasMenu";
import { EmptyCanvas } from "./parts/EmptyCanvas";
import { KeysOverlay } from "./parts/KeysOverlay";
import { MapUnit } from "./parts/MapUnit";
import { RefusalPill } from "./parts/RefusalPill";
import { NO_INSETS, type Insets } from "./store/canvasStore";
import { useCanvas } from "./store/useCanvas";
import { text } from "./text";

const NODE_TYPES = { block: BlockNode, frame: FrameNode, note: NoteNode };
const EDGE_TYPES = { orthogonal: OrthogonalEdge };
const SNAP: [number, number] = [10, 10];
/** From this many blocks on, those out of sight are not kept in the page. */
const MANY = 120;

export interface CanvasProps {
  /** How much of each side lies under panels. */
  insets?: Insets;
  children?: ReactNode;
}

/** The drawing and everything done on it with hand and keys. Stands inside a CanvasProvider. */
export function Canvas({ insets = NO_INSETS, children }: CanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const nodes = useCanvas((state) => state.nodes);
  const edges = useCanvas((state) => state.edges);
  const picker = useCanvas((state) => state.picker);
  const onNodesChange = useCanvas((state) => state.onNodesChange);
  const editable = useStudio((state) => state.editable);
  const isEmpty = useStudio((state) => state.doc.blocks.length === 0);
  const firstView = useFirstView(insets);
  const connecting = useConnecting(frame);
  const dragging = useDragging(frame);
  const selecting = useSelecting();
  const moving = useMoving(frame);
  useFarAway(frame);
  useInsets(insets);
  useFirstFit();
  useReveal();
  useCanvasKeys(frame);
  useClipboard(frame);

  return (
    <CanvasMenu>
      <div ref={frame} className={styles.canvas} style={insetStyle(insets)} role="region" aria-label={text.canvas} data-testid="canvas" data-far={firstView.zoom < FAR}>
        <ArrowMarker />
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          defaultViewport={firstView}
          onNodesChange={onNodesChange}
          {...moving}
          {...selecting}
          {...dragging}
          {...connecting}
          connectionLineComponent={ConnectionLine}
          connectionRadius={18}
          connectOnClick={false}
          nodesConnectable={editable}
          nodesDraggable={editable}
          snapToGrid
          snapGrid={SNAP}
          onlyRenderVisibleElements={nodes.length > MANY}
          minZoom={0.1}
          maxZoom={2}
          panOnScroll
          zoomOnDoubleClick={false}
          selectionMode={SelectionMode.Partial}
          multiSelectionKeyCode={["Control", "Meta", "Shift"]}
          deleteKeyCode={null}
          disableKeyboardA11y
          elevateNodesOnSelect={false}
          attributionPosition="bottom-left"
        >
          <Background variant={BackgroundVariant.Dots} gap={20} size={2.2} color="var(--grid)" bgColor="var(--canvas)" />
        </ReactFlow>
        {isEmpty && editable && <EmptyCanvas />}
        <RefusalPill frame={frame} />
        {picker && <BlockPicker key={`${picker.at.x}/${picker.at.y}`} place={picker} />}
        <MapUnit />
        {children}
        <KeysOverlay />
      </div>
    </CanvasMenu>
  );
}

function insetStyle({ left, right, bottom }: Insets): CSSProperties {
  return { "--inset-left": `${left}px`, "--inset-right": `${right}px`, "--inset-bottom": `${bottom}px` } as CSSProperties;
}
