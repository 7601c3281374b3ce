import { typeOf, type Catalogue } from "./catalogue";
import type { BlockDef } from "./definition";

/** Down is the plan, sideways is the exception: where a port sits on the card. */
export type PortSide = "bottom" | "right";

export interface Port {
  id: string;
  label: string;
  side: PortSide;
  /** Left edge to right (bottom) or top to bottom (right), 0 to 1. */
  at: number;
}

export const ERROR_PORT = "error";
const SIDE_PORTS = new Set([ERROR_PORT, "rejected"]);

/** The outputs of a block in the order they are drawn: those named by its config, then those of its type, `error` last. */
export function portsOf(catalogue: Catalogue, block: Pick<BlockDef, "type" | "config">): Port[] {
  const type = typeOf(catalogue, block);
  if (!type) return [spread([{ id: "out", label: "" }], "bottom")].flat();
  const named = type.outputsFrom ? configuredPorts(block.config[type.outputsFrom.field], type.outputsFrom) : [];
  const known = new Set(named.map((port) => port.id));
  const all = [...named, ...type.outputs.filter((port) => !known.has(port.id))];
  if (type.canFail && !all.some((port) => port.id === ERROR_PORT)) all.push({ id: ERROR_PORT, label: "error" });
  return [
    ...spread(all.filter((port) => !SIDE_PORTS.has(port.id)), "bottom"),
    ...spread(all.filter((port) => SIDE_PORTS.has(port.id)), "right"),
  ];
}

/** What an edge label says: nothing for the one plain way on, the port's own words otherwise. */
export function portLabel(catalogue: Catalogue, block: BlockDef, portId: string): string {
  if (portId === "out" || portId === "done") return "";
  return portsOf(catalogue, block).find((port) => port.id === portId)?.label ?? portId;
}

function configuredPorts(value: unknown, from: { id: string; label: string }): { id: string; label: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return [];
    const record = entry as Record<string, unknown>;
    const id = record[from.id];
    if (typeof id !== "string" || id === "") return [];
    const label = record[from.label];
    return [{ id, label: typeof label === "string" && label !== "" ? label : id }];
  });
}

function spread(ports: { id: string; label: string }[], side: PortSide): Port[] {
  const count = ports.length;
  return ports.map((port, index) => ({ ...port, side, at: count === 2 ? 0.25 + index * 0.5 : (index + 0.5) / count }));
}
