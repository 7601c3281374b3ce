import { EditorView, type KeyBinding } from "@codemirror/view";
import { chipField, chipsOf, unfold, type Chip } from "./chipField";

/** Backspace and Delete beside a chip select it first; pressed again they delete it. */
export const chipKeys: KeyBinding[] = [
  { key: "Backspace", run: (view) => selectBeside(view, (chip, at) => chip.to === at) },
  { key: "Delete", run: (view) => selectBeside(view, (chip, at) => chip.from === at) },
  { key: "Enter", run: unfoldSelected },
  { key: "F2", run: unfoldSelected },
];

function selectBeside(view: EditorView, isBeside: (chip: Chip, at: number) => boolean): boolean {
  const { main } = view.state.selection;
  if (!main.empty) return false;
  const chip = chipsOf(view.state).find((candidate) => isBeside(candidate, main.head));
  if (!chip) return false;
  view.dispatch({ selection: { anchor: chip.from, head: chip.to } });
  return true;
}

function unfoldSelected(view: EditorView): boolean {
  const { from, to } = view.state.selection.main;
  const chip = chipsOf(view.state).find((candidate) => candidate.from === from && candidate.to === to);
  if (!chip) return false;
  openAsText(view, chip);
  return true;
}

function openAsText(view: EditorView, chip: Chip): void {
  view.dispatch({ effects: unfold.of({ from: chip.from, to: chip.to }), selection: { anchor: chip.to - 2 } });
}

/** A click selects the whole chip, a double click opens it as text. */
export const chipMouse = EditorView.domEventHandlers({
  mousedown(event, view) {
    const host = (event.target as HTMLElement).closest<HTMLElement>("[data-chip]");
    if (!host || !view.contentDOM.contains(host)) return false;
    const at = view.posAtDOM(host);
    const chip = view.state.field(chipField).chips.find((candidate) => candidate.from <= at && at <= candidate.to);
    if (!chip) return false;
    event.preventDefault();
    view.focus();
    if (event.detail > 1) openAsText(view, chip);
    else view.dispatch({ selection: { anchor: chip.from, head: chip.to } });
    return true;
  },
});
