import { goToSignIn } from "./signIn";
import type { RunEventMessage } from "./types";

export type LiveState = "connecting" | "open" | "reconnecting" | "gone" | "closed";

export interface LiveOptions {
  /** "/ws/runs/{id}" or "/ws/workflows/{id}". */
  path: string;
  /** The last sequence number the caller holds; sent on every opening of a run's socket, so that nothing is missed. */
  after?: number;
  onEvent: (event: RunEventMessage) => void;
  onState?: (state: LiveState) => void;
  /** A reconnected workflow socket may have missed events: time to ask the server what is true. */
  onResumed?: () => void;
}

export interface LiveConnection {
  close(): void;
}

const closeGone = 4404;
const closeSignedOut = 4401;
const firstDelayMs = 500;
const longestDelayMs = 15_000;

/** Keeps one socket open: reconnects with backoff, resumes after the last event, drops events seen before. */
export function openLive(options: LiveOptions): LiveConnection {
  return new Live(options);
}

class Live implements LiveConnection {
  private socket: WebSocket | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private wasOpen = false;
  private closed = false;
  private readonly lastSeq = new Map<string, number>();
  private readonly isRun: boolean;
  private after: number;

  constructor(private readonly options: LiveOptions) {
    this.isRun = options.path.startsWith("/ws/runs/");
    this.after = options.after ?? 0;
    window.addEventListener("online", this.connectNow);
    this.connect("connecting");
  }

  close(): void {
    if (this.closed) return;
    this.finish("closed");
    this.socket?.close(1000);
  }

  private connect(state: LiveState): void {
    this.options.onState?.(state);
    const scheme = window.location.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(`${scheme}//${window.location.host}${this.options.path}`);
    this.socket = socket;
    socket.onopen = () => {
      this.failures = 0;
      if (this.isRun) socket.send(JSON.stringify({ after: this.after }));
      this.options.onState?.("open");
      if (this.wasOpen) this.options.onResumed?.();
      this.wasOpen = true;
    };
    socket.onmessage = (message: MessageEvent<string>) => this.receive(message.data);
    socket.onclose = (event) => {
      if (this.closed || socket !== this.socket) return;
      if (event.code === closeGone) return this.finish("gone");
      if (event.code === closeSignedOut) {
        this.finish("closed");
        return goToSignIn();
      }
      this.retryLater();
    };
  }

  private receive(text: string): void {
    if (this.closed) return;
    const event = JSON.parse(text) as RunEventMessage;
    if (typeof event.seq !== "number") return;
    if (event.seq <= (this.lastSeq.get(event.runId) ?? (this.isRun ? this.after : 0))) return;
    this.lastSeq.set(event.runId, event.seq);
    if (this.isRun) this.after = event.seq;
    this.options.onEvent(event);
  }

  private retryLater(): void {
    this.options.onState?.("reconnecting");
    const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** this.failures);
    this.failures += 1;
    // Half fixed, half by chance: a restarted server is not met by everybody at once.
    this.timer = setTimeout(this.connectNow, ceiling / 2 + (Math.random() * ceiling) / 2);
  }

  private connectNow = (): void => {
    if (this.closed || this.socket?.readyState === WebSocket.OPEN || this.socket?.readyState === WebSocket.CONNECTING) return;
    clearTimeout(this.timer);
    this.connect("reconnecting");
  };

  private finish(state: LiveState): void {
    this.closed = true;
    clearTimeout(this.timer);
    window.removeEventListener("online", this.connectNow);
    this.options.onState?.(state);
  }
}
