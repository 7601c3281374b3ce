import { api } from "@/api/client";
import type { WorkflowItem } from "@/api/types";

/** Saves the draft as one JSON file, without any secret. */
export async function exportWorkflow(workflow: Pick<WorkflowItem, "id" | "name">): Promise<void> {
  downloadJson(workflow.name, await api.get<unknown>(`/workflows/${workflow.id}/export`));
}

export function downloadJson(name: string, content: unknown): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(content, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${fileName(name)}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

export function fileName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  return plain.slice(0, 80) || "workflow";
}
