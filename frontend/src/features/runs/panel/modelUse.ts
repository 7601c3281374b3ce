import type { RunStep } from "@/api/types";
import { formatDollars } from "@/ui/money";

export interface ModelUse {
  /** "gpt-4o-mini · 1,200 tokens in, 300 out · 2 turns · about $0.00036" */
  words: string;
  /** The operations that the model used, each with the connection it read with. */
  tools: readonly string[];
}

/** What a model took in a step, and whose accounts it read with; null for a step that asked none. */
export function modelUseOf({ type, output, error }: RunStep): ModelUse | null {
  if (type !== "agent") return null;
  const done = fieldsOf(output);
  const usage = fieldsOf(done["usage"] ?? fieldsOf(fieldsOf(error)["details"])["usage"]);
  const [input, given, turns] = ["inputTokens", "outputTokens", "turns"].map((name) => usage[name]);
  if (typeof input !== "number" || typeof given !== "number" || typeof turns !== "number") return null;
  const cost = usage["costUsd"];
  const words = [
    usage["model"],
    `${number(input)} tokens in, ${number(given)} out`,
    turns === 1 ? "1 turn" : `${number(turns)} turns`,
    typeof cost === "number" ? (cost === 0 ? formatDollars(cost) : `about ${formatDollars(cost)}`) : cost === null && "no known price",
  ];
  return { words: words.filter((word) => typeof word === "string" && word !== "").join(" · "), tools: toolsOf(done["toolCalls"]) };
}

function toolsOf(calls: unknown): string[] {
  const counts = new Map<string, number>();
  for (const call of Array.isArray(calls) ? calls.map(fieldsOf) : []) {
    const { tool, connection } = call;
    if (typeof tool !== "string") continue;
    const name = fieldsOf(connection)["name"];
    const words = typeof name === "string" && name !== "" ? `${tool} with ${name}` : tool;
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([words, times]) => (times === 1 ? words : `${words} (${number(times)} times)`));
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

const number = (value: number) => value.toLocaleString("en-US");
