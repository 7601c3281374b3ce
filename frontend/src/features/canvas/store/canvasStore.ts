/** View state of one canvas: what React Flow draws, where edges lie, what is open. The drawing itself is in the studio's store. */
import { applyNodeChanges, type Edge, type Node, type NodeChange } from "@xyflow/react";
import { createStore, type StoreApi } from "zustand/vanilla";
import { edgeKey, findBlock, type BlockDef, type Definition, type EdgeDef, type NoteDef, type Point } from "@/graph/definition";
import { framesAround, isFrame, rectsOf as laidOut, withBodies } from "@/graph/frames";
import { computeGeometry, edgeNear, type Geometry } from "@/graph/geometry";
import { CARD_WIDTH, cardHeight } from "@/graph/measures";
import { NOTE_WIDTH, noteKey, noteRect, notesWith } from "@/graph/notes";
import type { Rect } from "@/graph/route";
import type { StudioState, StudioStore } from "@/graph/store";

/** Cards, frames and notes, these under their keys. All places are those of the drawing: a frame takes along what is in it in `onNodesChange`. */
export type BlockNode = Node<{ note?: string }, "block" | "frame" | "note">;
export type FlowEdge = Edge<{ edge: EdgeDef }, "orthogonal">;

/** Where a block that is still to be chosen will go. */
export interface PickerPlace {
  /** Place of the menu, in pixels from the canvas' top left. */
  at: Point;
  /** Place of the new block, in the drawing. */
  point: Point | null;
  after?: { source: string; sourcePort: string };
  into?: EdgeDef;
  /** The frame it is to stand in. */
  inside?: string;
}

/** How much of the canvas lies under palette and panels, in pixels. */
export interface Insets {
  left: number;
  right: number;
  bottom: number;
}

export const NO_INSETS: Insets = { left: 0, right: 0, bottom: 0 };

export interface CanvasState {
  insets: Insets;
  nodes: BlockNode[];
  edges: FlowEdge[];
  geometry: Geometry;
  /** The edge a dragged block would be put into. */
  dropEdge: string | null;
  /** The frame a dragged block would be put into. */
  dropFrame: string | null;
  /** The edge one points at, or whose tools one points at. */
  pointedEdge: string | null;
  picker: PickerPlace | null;
  /** The note one writes on. */
  writing: string | null;
  refusal: { reason: string; at: Point } | null;
  keysOpen: boolean;
  /** Find and replace stands open; counted, so that asking again takes the focus there. */
  finding: number;
  /** A block to bring into view; counted, so that asking twice for one block works. */
  reveal: { id: string; count: number } | null;

  onNodesChange(changes: NodeChange<BlockNode>[]): void;
  /** Marks the edge under a dragged block and tells which it is. */
  aim(point: Point | null, excluding?: string): EdgeDef | null;
  aimFrame(frame: string | null): void;
  /** Letting go takes a moment, in which one comes from the edge to its tools. */
  pointAt(edge: string | null): void;
  openPicker(place: PickerPlace | null): void;
  write(note: string | null): void;
  refuse(reason: string | null, at?: Point): void;
  setKeysOpen(open: boolean): void;
  setFinding(open: boolean): void;
  show(id: string): void;
  setInsets(insets: Insets): void;
}

export type CanvasStore = StoreApi<CanvasState>;

const DATA = {};
const AIM_WITHIN = 36;
const LET_GO_MS = 200;

export function createCanvasStore(studio: StudioStore): CanvasStore {
  const first = studio.getState();
  const nodes = nodesOf(first, []);
  let letGo: ReturnType<typeof setTimeout> | undefined;
  const store = createStore<CanvasState>()((set, get) => ({
    insets: NO_INSETS,
    nodes,
    edges: edgesOf(first, []),
    geometry: computeGeometry(first.doc, first.catalogue, rectsOf(first, nodes)),
    dropEdge: null,
    dropFrame: null,
    pointedEdge: null,
    picker: null,
    writing: null,
    refusal: null,
    keysOpen: false,
    finding: 0,
    reveal: null,

    onNodesChange: (changes) => {
      const before = get();
      const kept = withBodyMoves(studio.getState(), before.nodes, changes.filter((change) => change.type === "position" || change.type === "dimensions"));
      if (kept.length > 0) {
        const measured = kept.some((change) => change.type === "dimensions");
        const moved = new Set(kept.flatMap((change) => (change.type === "position" ? [change.id] : [])));
        const applied = applyNodeChanges(kept, before.nodes);
        // A card that turns out higher than it was reckoned makes its frame higher.
        const nodes = measured ? nodesOf(studio.getState(), applied) : applied;
        set({ nodes, geometry: regeometry(studio.getState(), nodes, before.geometry, measured ? undefined : moved) });
      }
      selectFrom(studio, changes);
    },
    aim: (point, excluding) => {
      const { doc } = studio.getState();
      const edges = excluding ? doc.edges.filter((edge) => edge.source !== excluding && edge.target !== excluding) : doc.edges;
      const edge = point ? edgeNear(get().geometry, edges, point, AIM_WITHIN) : null;
      const key = edge ? edgeKey(edge) : null;
      if (key !== get().dropEdge) set({ dropEdge: key });
      return edge;
    },
    aimFrame: (dropFrame) => {
      if (dropFrame !== get().dropFrame) set({ dropFrame });
    },
    pointAt: (edge) => {
      clearTimeout(letGo);
      if (edge !== null) set({ pointedEdge: edge });
      else letGo = setTimeout(() => set({ pointedEdge: null }), LET_GO_MS);
    },
    openPicker: (picker) => set({ picker, refusal: null }),
    write: (writing) => set({ writing }),
    refuse: (reason, at) => set({ refusal: reason && at ? { reason, at } : null }),
    setKeysOpen: (keysOpen) => set({ keysOpen }),
    setFinding: (open) => set(({ finding }) => ({ finding: open ? finding + 1 : 0 })),
    setInsets: (insets) => set({ insets }),
    show: (id) => set({ reveal: { id, count: (get().reveal?.count ?? 0) + 1 } }),
  }));
  return store;
}

/** Follows the studio: only what changed becomes a new object, so that React Flow draws only that again. */
export function followStudio(canvas: CanvasStore, studio: StudioStore): () => void {
  const follow = (state: StudioState, before: StudioState) => {
    if (state.doc === before.doc && state.selection === before.selection && state.selectedEdges === before.selectedEdges && state.selectedNotes === before.selectedNotes && state.editable === before.editable && state.catalogue === before.catalogue) return;
    const held = canvas.getState();
    const nodes = nodesOf(state, held.nodes);
    const edges = edgesOf(state, held.edges);
    const laidAnew = nodes !== held.nodes || edges !== held.edges || state.catalogue !== before.catalogue || portsMayDiffer(state.doc, before.doc);
    const geometry = laidAnew ? computeGeometry(state.doc, state.catalogue, rectsOf(state, nodes)) : held.geometry;
    if (nodes !== held.nodes || edges !== held.edges || geometry !== held.geometry) canvas.setState({ nodes, edges, geometry });
  };
  follow(studio.getState(), { ...studio.getState(), selection: [] });
  return studio.subscribe(follow);
}

/** Ports come from the config of some types (the cases of a switch). */
function portsMayDiffer(doc: Definition, before: Definition): boolean {
  return doc.blocks !== before.blocks && doc.blocks.some((block) => "cases" in block.config && findBlock(before, block.id) !== block);
}

/** A frame that moves takes along everything inside it, notes too, that is not being dragged itself. */
function withBodyMoves({ doc, catalogue }: StudioState, nodes: readonly BlockNode[], changes: NodeChange<BlockNode>[]): NodeChange<BlockNode>[] {
  const held = new Map(nodes.map((node) => [node.id, node]));
  const own = new Set(changes.flatMap((change) => (change.type === "position" ? [change.id] : [])));
  const more = changes.flatMap((change): NodeChange<BlockNode>[] => {
    const frame = change.type === "position" ? held.get(change.id) : undefined;
    if (change.type !== "position" || frame?.type !== "frame" || framesAround(doc, change.id).some((around) => own.has(around))) return [];
    const by = change.position ? { x: change.position.x - frame.position.x, y: change.position.y - frame.position.y } : { x: 0, y: 0 };
    return [...withBodies(doc, [change.id]), ...notesWith(doc, catalogue, [change.id]).map(noteKey)].flatMap((id): NodeChange<BlockNode>[] => {
      const node = own.has(id) ? undefined : held.get(id);
      return node ? [{ type: "position", id, position: { x: node.position.x + by.x, y: node.position.y + by.y }, dragging: change.dragging }] : [];
    });
  });
  return more.length > 0 ? [...changes, ...more] : changes;
}

/** Frames lie below edges, and inner ones above outer ones. */
const LOWEST = -20;
/** Notes lie above frames and below everything else. */
const NOTES = -1;

function nodesOf(state: StudioState, before: BlockNode[]): BlockNode[] {
  const held = new Map(before.map((node) => [node.id, node]));
  const selected = new Set(state.selection);
  const rects = laidOut(state.doc, state.catalogue, (block) => heightOf(held.get(block.id)));
  const notes = state.doc.notes ?? [];
  let same = before.length === notes.length + state.doc.blocks.length;
  const made = [
    // First, so that the map draws them behind the blocks.
    ...notes.map((note) => nodeOfNote(state, note)),
    ...state.doc.blocks.map((block) => nodeOf(state, block, rects.get(block.id), selected.has(block.id))),
  ];
  const nodes = made.map((now, index): BlockNode => {
    const node = held.get(now.id);
    if (node && !differs(node, now)) {
      same &&= before[index] === node;
      return node;
    }
    same = false;
    return { ...node, ...now };
  });
  return same ? before : nodes;
}

function nodeOf(state: StudioState, block: BlockDef, rect: Rect | undefined, selected: boolean): BlockNode {
  // React Flow gives `nopan` to what can be dragged only. Without it a press begins to pan the drawing, which takes the click.
  const node: BlockNode = { className: "nopan", id: block.id, type: "block", position: block.position, data: DATA, selected, draggable: state.editable, focusable: false };
  if (!rect || !isFrame(state.catalogue, block)) return node;
  const { x, y, width, height } = rect;
  return { ...node, type: "frame", position: { x, y }, width, height, zIndex: LOWEST + framesAround(state.doc, block.id).length };
}

/** With a height from the start it is not hidden until it is measured, and can have the focus at once. */
function nodeOfNote(state: StudioState, note: NoteDef): BlockNode {
  const held = { id: noteKey(note.id), type: "note" as const, position: note.position, data: { note: note.id } };
  return { ...held, className: "nopan", width: NOTE_WIDTH, initialHeight: noteRect(note).height, selected: state.selectedNotes.includes(note.id), draggable: state.editable, focusable: false, zIndex: NOTES };
}

function differs(node: BlockNode, made: BlockNode): boolean {
  return (
    (!node.dragging && (node.position.x !== made.position.x || node.position.y !== made.position.y)) || node.type !== made.type || node.width !== made.width || node.height !== made.height ||
    node.zIndex !== made.zIndex || node.selected !== made.selected || node.draggable !== made.draggable
  );
}

function heightOf(node: BlockNode | undefined): number | undefined {
  return node?.type === "block" ? node.measured?.height : undefined;
}

function edgesOf(state: StudioState, before: FlowEdge[]): FlowEdge[] {
  const held = new Map(before.map((edge) => [edge.id, edge]));
  const selected = new Set(state.selectedEdges);
  let same = before.length === state.doc.edges.length;
  const edges = state.doc.edges.map((edge, index): FlowEdge => {
    const id = edgeKey(edge);
    const flow = held.get(id);
    const isSelected = selected.has(id);
    if (flow && flow.selected === isSelected) {
      same &&= before[index] === flow;
      return flow;
    }
    same = false;
    return { id, type: "orthogonal", source: edge.source, sourceHandle: edge.sourcePort, target: edge.target, targetHandle: "in", data: { edge }, selected: isSelected, focusable: false };
  });
  return same ? before : edges;
}

export function rectsOf(state: Pick<StudioState, "doc" | "catalogue">, nodes: readonly BlockNode[]): Map<string, Rect> {
  const rects = new Map<string, Rect>();
  for (const node of nodes) {
    const block = findBlock(state.doc, node.id);
    if (!block) continue;
    rects.set(node.id, { ...node.position, width: node.width ?? node.measured?.width ?? CARD_WIDTH, height: node.height ?? node.measured?.height ?? cardHeight(state.catalogue, block) });
  }
  return rects;
}

/** Where notes lie, by their keys. */
export function noteRectsOf(notes: readonly NoteDef[], nodes: readonly BlockNode[]): Map<string, Rect> {
  const measured = new Map(nodes.map((node) => [node.id, node.measured?.height]));
  return new Map(notes.map((note) => [noteKey(note.id), { ...noteRect(note), height: measured.get(noteKey(note.id)) ?? noteRect(note).height }]));
}

function regeometry(state: StudioState, nodes: readonly BlockNode[], before: Geometry, moved: ReadonlySet<string> | undefined): Geometry {
  if (moved?.size === 0) return before;
  return computeGeometry(state.doc, state.catalogue, rectsOf(state, nodes), before, moved);
}

function selectFrom(studio: StudioStore, changes: NodeChange<BlockNode>[]): void {
  const picked = changes.filter((change) => change.type === "select");
  if (picked.length === 0) return;
  const { doc, selection, selectedEdges, selectedNotes, select } = studio.getState();
  const ids = new Set([...selection, ...selectedNotes.map(noteKey)]);
  for (const change of picked) {
    if (change.selected) ids.add(change.id);
    else ids.delete(change.id);
  }
  const notes = (doc.notes ?? []).filter(({ id }) => ids.delete(noteKey(id))).map(({ id }) => id);
  select([...ids], selectedEdges, notes);
}
