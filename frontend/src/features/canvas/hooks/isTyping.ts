/** In a field keys mean letters. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** In a menu, a dialog, a row of tabs or a list keys belong to that. */
export function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=dialog],[role=menu],[role=listbox],[role=tablist],[role=radiogroup]") !== null;
}

/** From the inspector Escape leads back to the block on the canvas; its menus and fields take the key before. */
export function isInInspector(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[data-inspector]") !== null;
}
