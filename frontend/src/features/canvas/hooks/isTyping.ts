/** In a field keys mean letters. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** In a menu, a dialog, a row of tabs or a list keys belong to that. */
export function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[role=dialog],[role=menu],[role=listbox],[role=tablist],[role=radiogroup]") !== null;
}
