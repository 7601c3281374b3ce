/** Whether the server answers. `navigator.onLine` does not know: it is false on a machine of its own, and true behind a dead cable. */

const ASK_MS = 3_000;

let reached = true;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

export const isReached = () => reached;

export function onReach(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** A request was answered, with whatever. */
export function answered(): void {
  clearTimeout(timer);
  tell(true);
}

/** A request was not answered: from now on it is asked until it answers. */
export function unanswered(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void askWhetherReached(), ASK_MS);
  tell(false);
}

export async function askWhetherReached(): Promise<boolean> {
  try {
    await fetch("/health/live", { cache: "no-store" });
    answered();
  } catch {
    unanswered();
  }
  return reached;
}

/** When the browser says that the network came or went, asks at once. */
export function listenToNetwork(): void {
  window.addEventListener("offline", () => void askWhetherReached());
  window.addEventListener("online", () => void askWhetherReached());
}

function tell(now: boolean): void {
  if (now === reached) return;
  reached = now;
  for (const listener of [...listeners]) listener();
}
