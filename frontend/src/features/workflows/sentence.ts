import type { Catalogue } from "@/graph/catalogue";

const starts: Record<string, string> = {
  "trigger.api": "When called through the API",
  "trigger.webhook": "When a webhook arrives",
  "trigger.event": "When an app reports an event",
  "trigger.schedule": "On a schedule",
  "trigger.app": "When your product reports an event",
};

const namedAtMost = 4;

/** What a workflow does, in one line, from its blocks: for those that nobody described. */
export function generatedSentence(blockTypes: readonly string[], catalogue: Catalogue | undefined): string {
  if (blockTypes.length === 0) return "Empty so far: open it and drag in the first block";
  const nameOf = (type: string) => catalogue?.byType.get(type)?.name ?? type;
  const isTrigger = (type: string) => catalogue?.byType.get(type)?.isTrigger ?? type.startsWith("trigger.");
  const trigger = blockTypes.find(isTrigger);
  const steps = [...new Set(blockTypes.filter((type) => !isTrigger(type)).map(nameOf))];
  const start = trigger ? (starts[trigger] ?? nameOf(trigger)) : "Without a trigger";
  return steps.length === 0 ? `${start}, nothing follows yet` : `${start}: ${inWords(steps)}`;
}

function inWords(names: readonly string[]): string {
  if (names.length === 1) return names[0] ?? "";
  const shown = names.length > namedAtMost ? names.slice(0, namedAtMost - 1) : names.slice(0, -1);
  const rest = names.length - shown.length;
  return `${shown.join(", ")} and ${rest > 1 ? `${rest} more` : names.at(-1)}`;
}
