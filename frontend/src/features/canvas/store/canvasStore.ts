/** View state of one canvas: what React Flow draws, where edges lie, what is open. The drawing itself is in the studio's store. */
import { applyNodeChanges, type Edge, type Node, type NodeChange } from "@xyflow/react";
import { createStore, type StoreApi } from "zustand/vanilla";
import { edgeKey, findBlock, type Definition, type EdgeDef, type Point } from "@/graph/definition";
import { computeGeometry, edgeNear, type Geometry } from "@/graph/geometry";
import { CARD_WIDTH, cardHeight } from "@/graph/measures";
import type { Rect } from "@/graph/route";
import type { StudioState, StudioStore } from "@/graph/store";

export type BlockNode = Node<Record<string, never>, "block">;
export type FlowEdge = Edge<{ edge: EdgeDef }, "orthogonal">;

/** Where a block that is still to be chosen will go. */
export interface PickerPlace {
  /** Place of the menu, in pixels from the canvas' top left. */
  at: Point;
  /** Place of the new block, in the drawing. */
  point: Point | null;
  after?: { source: string; sourcePort: string };
  into?: EdgeDef;
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
  picker: PickerPlace | null;
  refusal: { reason: string; at: Point } | null;
  keysOpen: boolean;
  /** A block to bring into view; counted, so that asking twice for one block works. */
  reveal: { id: string; count: number } | null;

  onNodesChange(changes: NodeChange<BlockNode>[]): void;
  /** Marks the edge under a dragged block and tells which it is. */
  aim(point: Point | null, excluding?: string): EdgeDef | null;
  openPicker(place: PickerPlace | null): void;
  refuse(reason: string | null, at?: Point): void;
  setKeysOpen(open: boolean): void;
  show(id: string): void;
  setInsets(insets: Insets): void;
}

export type CanvasStore = StoreApi<CanvasState>;

const DATA: Record<string, never> = {};
const AIM_WITHIN = 36;

export function createCanvasStore(studio: StudioStore): CanvasStore {
  const first = studio.getState();
  const nodes = nodesOf(first, []);
  const store = createStore<CanvasState>()((set, get) => ({
    insets: NO_INSETS,
    nodes,
    edges: edgesOf(first, []),
    geometry: computeGeometry(first.doc, first.catalogue, rectsOf(first, nodes)),
    dropEdge: null,
    picker: null,
    refusal: null,
    keysOpen: false,
    reveal: null,

    onNodesChange: (changes) => {
      const before = get();
      const moved = new Set<string>();
      let measured = false;
      const kept = changes.filter((change) => {
        if (change.type === "position") moved.add(change.id);
        if (change.type === "dimensions") measured = true;
        return change.type === "position" || change.type === "dimensions";
      });
      if (kept.length > 0) {
        const next = applyNodeChanges(kept, before.nodes);
        set({ nodes: next, geometry: regeometry(studio.getState(), next, before.geometry, measured ? undefined : moved) });
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
    openPicker: (picker) => set({ picker, refusal: null }),
    refuse: (reason, at) => set({ refusal: reason && at ? { reason, at } : null }),
    setKeysOpen: (keysOpen) => set({ keysOpen }),
    setInsets: (insets) => set({ insets }),
    show: (id) => set({ reveal: { id, count: (get().reveal?.count ?? 0) + 1 } }),
  }));
  return store;
}

/** Follows the studio: only what changed becomes a new object, so that React Flow draws only that again. */
export function followStudio(canvas: CanvasStore, studio: StudioStore): () => void {
  const follow = (state: StudioState, before: StudioState) => {
    if (state.doc === before.doc && state.selection === before.selection && state.selectedEdges === before.selectedEdges && state.editable === before.editable && state.catalogue === before.catalogue) return;
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

function nodesOf(state: StudioState, before: BlockNode[]): BlockNode[] {
  const held = new Map(before.map((node) => [node.id, node]));
  const selected = new Set(state.selection);
  let same = before.length === state.doc.blocks.length;
  const nodes = state.doc.blocks.map((block, index): BlockNode => {
    const node = held.get(block.id);
    const isSelected = selected.has(block.id);
    if (
      node && !node.dragging && node.position.x === block.position.x && node.position.y === block.position.y &&
      node.selected === isSelected && node.draggable === state.editable
    ) {
      same &&= before[index] === node;
      return node;
    }
    same = false;
    return { ...node, id: block.id, type: "block", position: block.position, data: DATA, selected: isSelected, draggable: state.editable, focusable: false };
  });
  return same ? before : nodes;
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
    rects.set(node.id, { ...node.position, width: node.measured?.width ?? CARD_WIDTH, height: node.measured?.height ?? cardHeight(state.catalogue, block) });
  }
  return rects;
}

function regeometry(state: StudioState, nodes: readonly BlockNode[], before: Geometry, moved: ReadonlySet<string> | undefined): Geometry {
  if (moved?.size === 0) return before;
  return computeGeometry(state.doc, state.catalogue, rectsOf(state, nodes), before, moved);
}

function selectFrom(studio: StudioStore, changes: NodeChange<BlockNode>[]): void {
  const picked = changes.filter((change) => change.type === "select");
  if (picked.length === 0) return;
  const { selection, selectedEdges, select } = studio.getState();
  const ids = new Set(selection);
  for (const change of picked) {
    if (change.selected) ids.add(change.id);
    else ids.delete(change.id);
  }
  select([...ids], selectedEdges);
}
