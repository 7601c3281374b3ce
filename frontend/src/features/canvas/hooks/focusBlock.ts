const TRIES = 30;

/** Focus on a card. One that was out of sight is only made while the canvas moves to it, so this waits a few frames for it. */
export function focusBlock(id: string, tries = TRIES): void {
  requestAnimationFrame(() => {
    const cover = document.querySelector<HTMLElement>(`[data-cover="${CSS.escape(id)}"]`);
    if (cover) cover.focus({ preventScroll: true });
    else if (tries > 0) focusBlock(id, tries - 1);
  });
}
