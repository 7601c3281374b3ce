/** At most one call a period, the last one never lost. */
export function throttle(run: () => void, periodMs: number): { call: () => void; cancel: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    call: () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        run();
      }, periodMs);
    },
    cancel: () => clearTimeout(timer),
  };
}
