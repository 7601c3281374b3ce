export interface Toast {
  id: number;
  text: string;
  state: "completed" | "failed" | "waiting";
  action?: { label: string; run: () => void };
}

export type NewToast = Partial<Omit<Toast, "id" | "text">> & { text: string };

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function publish(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** For what happened elsewhere; what is wrong here is said in place. */
export function showToast({ state = "completed", ...toast }: NewToast): number {
  lastId += 1;
  publish([...toasts.slice(-2), { ...toast, state, id: lastId }]);
  return lastId;
}

export function dismissToast(id: number): void {
  publish(toasts.filter((toast) => toast.id !== id));
}

export function subscribeToToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function currentToasts(): readonly Toast[] {
  return toasts;
}
