/** The drawing as it is stored: mirrors the workflow definition of the HTTP contract, field for field. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Point {
  x: number;
  y: number;
}

export interface RetryConfig {
  maxAttempts: number;
  backoffMs: number;
  maxDelayMs: number;
  backoffMultiplier: number;
  then?: "fail" | "continue";
  retryOn?: "transient" | "all";
}

export interface BlockDef {
  id: string;
  type: string;
  name: string;
  position: Point;
  config: Record<string, Json>;
  connectionId?: string | null;
  timeoutMs?: number | null;
  errorHandling?: "fail" | "continue" | "retry";
  retryConfig?: RetryConfig;
  fallbackOutput?: Json;
  disabled?: boolean;
  notes?: string;
  parentId?: string | null;
  join?: "all" | "any";
  onUncertain?: "ask" | "retry" | "fail";
  pinnedOutput?: Json;
}

export interface EdgeDef {
  source: string;
  sourcePort: string;
  target: string;
}

/** A note on the canvas, for people. `at`: when it was last written, ISO 8601. */
export interface NoteDef {
  id: string;
  text: string;
  position: Point;
  author: string;
  at: string;
}

export interface Definition {
  name: string;
  description: string;
  inputSchema: Json | null;
  outputSchema: Json | null;
  variables: Record<string, Json>;
  settings: Record<string, Json>;
  blocks: BlockDef[];
  edges: EdgeDef[];
  /** Absent: none. */
  notes?: NoteDef[];
}

export function emptyDefinition(name = "Untitled workflow"): Definition {
  return { name, description: "", inputSchema: null, outputSchema: null, variables: {}, settings: {}, blocks: [], edges: [] };
}

/** The fields of a definition out of anything that carries them, such as the workflow the API answers with. */
export function definitionOf(source: Partial<Definition>): Definition {
  const empty = emptyDefinition();
  return {
    name: source.name ?? empty.name,
    description: source.description ?? "",
    inputSchema: source.inputSchema ?? null,
    outputSchema: source.outputSchema ?? null,
    variables: source.variables ?? {},
    settings: source.settings ?? {},
    blocks: source.blocks ?? [],
    edges: source.edges ?? [],
    ...(source.notes && source.notes.length > 0 ? { notes: source.notes } : {}),
  };
}

const indexes = new WeakMap<readonly BlockDef[], ReadonlyMap<string, BlockDef>>();

/** Blocks by id; built once per array, so that 500 cards may each ask for theirs on every keystroke. */
export function blockIndex(doc: Pick<Definition, "blocks">): ReadonlyMap<string, BlockDef> {
  let index = indexes.get(doc.blocks);
  if (!index) {
    index = new Map(doc.blocks.map((block) => [block.id, block]));
    indexes.set(doc.blocks, index);
  }
  return index;
}

/** Test runs answer its pinned output instead of running it. */
export function isPinned(block: BlockDef): boolean {
  return block.pinnedOutput !== undefined && block.pinnedOutput !== null;
}

export function findBlock(doc: Pick<Definition, "blocks">, id: string): BlockDef | undefined {
  return blockIndex(doc).get(id);
}

/** Names an edge for selection, React keys and run paint. */
export function edgeKey(edge: EdgeDef): string {
  return `${edge.source}:${edge.sourcePort}>${edge.target}`;
}

export function sameEdge(a: EdgeDef, b: EdgeDef): boolean {
  return a.source === b.source && a.sourcePort === b.sourcePort && a.target === b.target;
}
