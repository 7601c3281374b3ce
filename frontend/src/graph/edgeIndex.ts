/** Edges by where they end and where they leave, built once per array, so that 500 cards may ask on every change. */
import type { EdgeDef } from "./definition";

const incoming = new WeakMap<readonly EdgeDef[], ReadonlyMap<string, EdgeDef[]>>();
const leaving = new WeakMap<readonly EdgeDef[], ReadonlySet<string>>();

export function incomingEdges(edges: readonly EdgeDef[]): ReadonlyMap<string, EdgeDef[]> {
  let found = incoming.get(edges);
  if (!found) {
    const map = new Map<string, EdgeDef[]>();
    for (const edge of edges) {
      const list = map.get(edge.target);
      if (list) list.push(edge);
      else map.set(edge.target, [edge]);
    }
    found = map;
    incoming.set(edges, found);
  }
  return found;
}

/** Whether any edge leaves this port. */
export function isWired(edges: readonly EdgeDef[], source: string, port: string): boolean {
  let ports = leaving.get(edges);
  if (!ports) {
    ports = new Set(edges.map((edge) => `${edge.source}:${edge.sourcePort}`));
    leaving.set(edges, ports);
  }
  return ports.has(`${source}:${port}`);
}
