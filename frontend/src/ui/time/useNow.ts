import { useSyncExternalStore } from "react";

/** One timer per period serves everybody who reads it, and stops when nobody does. */
class Ticker {
  private listeners = new Set<() => void>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private now = Date.now();

  constructor(private readonly period: number) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    this.timer ??= setInterval(this.tick, this.period);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearInterval(this.timer);
      this.timer = undefined;
    };
  };

  read = (): number => {
    if (this.timer === undefined) this.now = Math.max(this.now, Math.floor(Date.now() / this.period) * this.period);
    return this.now;
  };

  private tick = () => {
    this.now = Date.now();
    for (const listener of this.listeners) listener();
  };
}

const tickers = new Map<number, Ticker>();

/** The time in milliseconds, redrawn once a period. */
export function useNow(periodMs: number): number {
  let ticker = tickers.get(periodMs);
  if (!ticker) tickers.set(periodMs, (ticker = new Ticker(periodMs)));
  return useSyncExternalStore(ticker.subscribe, ticker.read);
}
