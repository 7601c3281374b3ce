const TRIES = 30;

/** Focus on a card. A new one cannot have it before it is measured, one out of sight is only made while the canvas moves to it: so this waits a few frames. */
export function focusBlock(id: string, tries = TRIES): void {
  requestAnimationFrame(() => {
    const cover = document.querySelector<HTMLElement>(`[data-cover="${CSS.escape(id)}"]`);
    cover?.focus({ preventScroll: true });
    if (document.activeElement !== cover && tries > 0) focusBlock(id, tries - 1);
  });
}
