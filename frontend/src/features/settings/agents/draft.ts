import type { Agent, NewAgent } from "@/api/types";
import { parseJson } from "@/forms/widgets/parseJson";
import { text } from "./text";

/** The form as it is typed. */
export interface AgentDraft {
  name: string;
  description: string;
  type: Agent["type"];
  status: Agent["status"];
  provider: Agent["provider"];
  model: string;
  systemPrompt: string;
  outputSchema: string;
  temperature: string;
  maxTokens: string;
}

const fresh: AgentDraft = {
  name: "", description: "", type: "custom", status: "active", provider: "anthropic", model: "", systemPrompt: "", outputSchema: "", temperature: "", maxTokens: "4096",
};

export function draftOf(agent: Agent | undefined, isCopy: boolean): AgentDraft {
  if (!agent) return fresh;
  const { description, type, provider, model, systemPrompt } = agent;
  return {
    description,
    type,
    provider,
    model,
    systemPrompt,
    name: isCopy ? text.copyName(agent.name) : agent.name,
    status: isCopy ? "active" : agent.status,
    outputSchema: agent.outputSchema ? JSON.stringify(agent.outputSchema, null, 2) : "",
    temperature: agent.temperature === null ? "" : String(agent.temperature),
    maxTokens: String(agent.maxTokens),
  };
}

/** What is wrong with the draft, by field. */
export function problemsIn(draft: AgentDraft): Partial<Record<keyof AgentDraft, string>> {
  const found: Partial<Record<keyof AgentDraft, string>> = {};
  for (const name of ["name", "model", "systemPrompt"] as const) if (draft[name].trim() === "") found[name] = text.missing[name];
  if (draft.outputSchema.trim() !== "") {
    const { value, error } = parseJson(draft.outputSchema);
    if (error !== null) found.outputSchema = text.badSchema(error);
    else if (typeof value !== "object" || value === null || Array.isArray(value)) found.outputSchema = text.noObject;
  }
  const temperature = Number(draft.temperature);
  if (draft.temperature.trim() !== "" && !(temperature >= 0 && temperature <= 2)) found.temperature = text.badTemperature;
  const tokens = Number(draft.maxTokens);
  if (!Number.isInteger(tokens) || tokens < 1 || tokens > 200_000) found.maxTokens = text.badTokens;
  return found;
}

/** The request for a draft without problems. */
export function requestOf(draft: AgentDraft): NewAgent {
  return {
    ...draft,
    name: draft.name.trim(),
    description: draft.description.trim(),
    model: draft.model.trim(),
    outputSchema: draft.outputSchema.trim() === "" ? null : (parseJson(draft.outputSchema).value as Record<string, never>),
    temperature: draft.temperature.trim() === "" ? null : Number(draft.temperature),
    maxTokens: Number(draft.maxTokens),
  };
}
