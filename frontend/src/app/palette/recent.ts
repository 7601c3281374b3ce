/** What was chosen last, the newest first; kept in this browser. */
const KEY = "headrace.recent-commands";
const KEPT = 12;

export function recentCommands(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(stored) ? stored.filter((one) => typeof one === "string") : [];
  } catch {
    return [];
  }
}

export function remember(id: string): void {
  localStorage.setItem(KEY, JSON.stringify([id, ...recentCommands().filter((one) => one !== id)].slice(0, KEPT)));
}
