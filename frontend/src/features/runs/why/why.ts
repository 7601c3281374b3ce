import { ERROR_PORT, portLabel } from "@/graph/ports";
import type { Catalogue } from "@/graph/catalogue";
import { framesAround, numberedFrames } from "@/graph/frames";
import { findBlock, type BlockDef, type Definition, type EdgeDef } from "@/graph/definition";
import { edgePaint, type RunView } from "@/graph/runState";
import { text } from "./text";

/** One block on the way to the selected one, and what it did that led on. */
export interface WhyStep {
  block: BlockDef;
  /** After the name: "took Yes". `strong` stands in it in bold. */
  did: string;
  strong: string;
  detail: string;
  /** Other blocks that led to the same place and were waited for. */
  also: string[];
}

export interface NotRun {
  block: BlockDef;
  reason: string;
}

export interface Why {
  ran: "ran" | "skipped" | "not yet";
  path: WhyStep[];
  notRun: NotRun[];
  /** For a block that has not run: what it waits for, or why its edges were not taken. */
  because: string;
}

/**
 * The path of edges taken that leads to a block, out of the frames it stands in, and what lies beside it that did not run.
 * `round` is the index path of the step that is meant; `view` then is that round's (`roundView`).
 */
export function explain(doc: Definition, catalogue: Catalogue, view: RunView, blockId: string, round: readonly number[] = []): Why {
  const status = view.steps[blockId]?.status;
  const skipped = status === "skipped";
  const ran = status !== undefined && !skipped && status !== "pending";
  const walked = walkBack(doc, view, blockId, !ran);
  const path = walked.map(({ block, edge }) =>
    edge ? { ...stepOf(doc, catalogue, view, block), also: alsoTaken(doc, view, edge) } : { ...began(doc, view, block, blockId, round), also: [] },
  );
  const onPath = new Set([...walked.map(({ block }) => block.id), blockId]);
  return {
    ran: ran ? "ran" : skipped ? "skipped" : "not yet",
    path,
    notRun: ran ? besides(doc, catalogue, view, onPath) : [],
    because: ran ? "" : reasonOf(doc, catalogue, view, blockId),
  };
}

interface Walked {
  block: BlockDef;
  /** Null where the block is the frame that began the round. */
  edge: EdgeDef | null;
}

/** From the trigger to the block: at each one the edge taken last, since that one made it ready; at the first of a frame's body the frame. */
function walkBack(doc: Definition, view: RunView, blockId: string, evenUntaken: boolean): Walked[] {
  const path: Walked[] = [];
  const seen = new Set([blockId]);
  let here = blockId;
  for (;;) {
    const incoming = doc.edges.filter((edge) => edge.target === here && !seen.has(edge.source));
    const taken = incoming.filter((edge) => /aken$/.test(edgePaint(view, edge)));
    const untaken = path.length === 0 && evenUntaken ? incoming.filter((edge) => view.steps[edge.source]?.status !== undefined) : [];
    const edge = latest(view, taken) ?? latest(view, untaken) ?? null;
    const frame = incoming.length === 0 ? (framesAround(doc, here)[0] ?? "") : "";
    const block = findBlock(doc, edge ? edge.source : frame);
    if (!block) return path;
    path.unshift({ block, edge });
    seen.add(block.id);
    here = block.id;
  }
}

function latest(view: RunView, edges: readonly EdgeDef[]): EdgeDef | undefined {
  const endOf = (edge: EdgeDef) => {
    const step = view.steps[edge.source];
    return step?.startedAt ? Date.parse(step.startedAt) + (step.durationMs ?? 0) : 0;
  };
  return [...edges].sort((a, b) => endOf(b) - endOf(a))[0];
}

function stepOf(doc: Definition, catalogue: Catalogue, view: RunView, block: BlockDef): Omit<WhyStep, "also"> {
  const step = view.steps[block.id];
  const port = step?.port ?? null;
  const digest = step?.digest ?? "";
  if (step?.status === "skipped") return { block, did: "was skipped", strong: "", detail: step.reason ?? "" };
  if (step?.status === "failed") {
    const caught = port === ERROR_PORT ? "failed, and its error edge was taken" : port ? "failed, and the run went on" : "failed";
    return { block, did: caught, strong: "", detail: step.error?.message ?? "" };
  }
  if (!block.parentId && !doc.edges.some((other) => other.target === block.id)) return { block, did: "started the run", strong: "", detail: digest };
  if (step?.status === "completed" && step.items !== undefined) return { block, did: "finished", strong: "", detail: text.items(step.items) };
  const label = port ? portLabel(catalogue, block, port) : "";
  // A branch's digest is often just the way it took, which is said already.
  const detail = digest === label || digest === port ? "" : digest;
  return label === "" ? { block, did: step?.status === "completed" ? "finished" : "has not finished", strong: "", detail } : { block, did: "took", strong: label, detail };
}

/** A frame took the block's round up: "began item 3 of 5". Lanes have no number. */
function began(doc: Definition, view: RunView, frame: BlockDef, blockId: string, round: readonly number[]): Omit<WhyStep, "also"> {
  const place = numberedFrames(doc, blockId).indexOf(frame.id);
  const index = place < 0 ? undefined : round[place];
  const items = view.steps[frame.id]?.items;
  if (index === undefined) return { block: frame, did: "began", strong: "", detail: "" };
  const of = items === undefined ? "" : ` of ${items.toLocaleString("en-US")}`;
  return { block: frame, did: "began", strong: `item ${(index + 1).toLocaleString("en-US")}${of}`, detail: "" };
}

function alsoTaken(doc: Definition, view: RunView, edge: EdgeDef): string[] {
  if (findBlock(doc, edge.target)?.join === "any") return [];
  const others = doc.edges.filter((other) => other.target === edge.target && other.source !== edge.source && /aken$/.test(edgePaint(view, other)));
  return others.map((other) => findBlock(doc, other.source)?.name ?? other.source);
}

/** Skipped blocks right beside the path: the ways that were there and not taken. */
function besides(doc: Definition, catalogue: Catalogue, view: RunView, onPath: ReadonlySet<string>): NotRun[] {
  const found = new Map<string, NotRun>();
  for (const edge of doc.edges) {
    const target = findBlock(doc, edge.target);
    if (!target || !onPath.has(edge.source) || onPath.has(edge.target) || view.steps[target.id]?.status !== "skipped") continue;
    found.set(target.id, { block: target, reason: reasonOf(doc, catalogue, view, target.id) });
  }
  return [...found.values()];
}

/** Why a block has not run, in words. */
export function reasonOf(doc: Definition, catalogue: Catalogue, view: RunView, blockId: string): string {
  const given = view.steps[blockId]?.reason;
  const incoming = doc.edges.filter((edge) => edge.target === blockId);
  const afterFailure = incoming.some((edge) => view.steps[edge.source]?.status === "failed" && edge.sourcePort !== ERROR_PORT);
  if (view.steps[blockId]?.status === "skipped" && given && !afterFailure) return given;
  const status = view.steps[blockId]?.status;
  const frame = framesAround(doc, blockId)[0];
  if (incoming.length === 0 && frame !== undefined) return `Waits for ${findBlock(doc, frame)?.name ?? frame}.`;
  if (incoming.length === 0 && status !== "skipped" && view.status === "pending") return "The run stands in the queue.";
  if (incoming.length === 0) return status === "skipped" ? "Another trigger started this run." : "Nothing leads to it.";
  const open = incoming.filter((edge) => edgePaint(view, edge) === "ahead").map((edge) => findBlock(doc, edge.source)?.name ?? edge.source);
  if (status !== "skipped" && open.length > 0) return `Waits for ${[...new Set(open)].join(" and ")}.`;
  const reasons = incoming.map((edge) => untakenReason(doc, catalogue, view, edge));
  return [...new Set(reasons)].join(" ");
}

function untakenReason(doc: Definition, catalogue: Catalogue, view: RunView, edge: EdgeDef): string {
  const source = findBlock(doc, edge.source);
  const name = source?.name ?? edge.source;
  const status = view.steps[edge.source]?.status;
  if (status === "skipped") return `${name} was skipped.`;
  if (status === "failed" && edge.sourcePort !== ERROR_PORT) return `${name} failed.`;
  if (edge.sourcePort === ERROR_PORT) return `${name} did not fail.`;
  const label = source ? portLabel(catalogue, source, edge.sourcePort) : edge.sourcePort;
  if (label === "") return `The run ended before ${name} led here.`;
  const port = view.steps[edge.source]?.port;
  const taken = source && port && port !== edge.sourcePort ? portLabel(catalogue, source, port) : "";
  return taken === "" ? `“${label}” of ${name} was not taken.` : `${name} took “${taken}”, so “${label}” was not taken.`;
}
