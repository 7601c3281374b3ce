import { useMemo } from "react";
import { useAgent } from "@/api/queries/useAgents";
import type { BlockDef, Json } from "@/graph/definition";

const settings = ["provider", "model", "systemPrompt", "outputSchema", "temperature", "maxTokens"] as const;
/** What only means something together with the provider that it was written for. */
const ofProvider = new Set<string>(["model", "temperature"]);

/** What the agent that a block names says where the block says nothing; undefined for a block that names none. */
export function useInherited(block: BlockDef): Record<string, Json> | undefined {
  const id = block.type === "agent" && typeof block.config["agentId"] === "string" ? block.config["agentId"] : "";
  const agent = useAgent(id).data;
  const provider = block.config["provider"];
  return useMemo(() => {
    if (!agent) return undefined;
    const isElsewhere = typeof provider === "string" && provider !== agent.provider;
    const given = settings.filter((name) => agent[name] !== null && agent[name] !== "" && !(isElsewhere && ofProvider.has(name)));
    return Object.fromEntries(given.map((name) => [name, agent[name] as Json]));
  }, [agent, provider]);
}

/** The change of a block's config that goes with another agent: from then on the agent says what it can say. */
export function withAgent(id: Json | undefined): Record<string, Json | undefined> {
  return id === undefined ? { agentId: id } : { ...Object.fromEntries(settings.map((name) => [name, undefined])), agentId: id };
}
