import { EditorState, StateEffect, StateField, type Range } from "@codemirror/state";
import { Decoration, EditorView, type DecorationSet } from "@codemirror/view";
import { describeReference, type ReferenceView } from "../references/describe";
import { findTemplates } from "../references/templates";
import { ChipWidget } from "./ChipWidget";
import { scopeFacet } from "./scopeFacet";

export interface Chip {
  from: number;
  to: number;
  body: string;
  view: ReferenceView;
}

interface ChipState {
  chips: Chip[];
  /** A chip opened for editing as text. */
  unfolded: { from: number; to: number } | null;
  decorations: DecorationSet;
}

/** Opens the chip at these bounds as text. */
export const unfold = StateEffect.define<{ from: number; to: number }>();

/** Every closed `{{…}}` is one atomic chip. A field, not a plugin: a reference may reach over a line end. */
export const chipField = StateField.define<ChipState>({
  create: (state) => build(state, null),
  update(value, transaction) {
    let unfolded = value.unfolded;
    if (unfolded && transaction.docChanged) {
      unfolded = { from: transaction.changes.mapPos(unfolded.from, -1), to: transaction.changes.mapPos(unfolded.to, 1) };
    }
    for (const effect of transaction.effects) if (effect.is(unfold)) unfolded = effect.value;
    if (unfolded && !isInside(transaction.state, unfolded)) unfolded = null;
    const scopeChanged = transaction.startState.facet(scopeFacet) !== transaction.state.facet(scopeFacet);
    if (!transaction.docChanged && !transaction.selection && !scopeChanged && unfolded === value.unfolded) return value;
    return build(transaction.state, unfolded);
  },
  provide: (field) => [
    EditorView.decorations.from(field, (value) => value.decorations),
    EditorView.atomicRanges.of((view) => view.state.field(field).decorations),
  ],
});

function build(state: EditorState, unfolded: ChipState["unfolded"]): ChipState {
  const scope = state.facet(scopeFacet);
  const { from: start, to: end } = state.selection.main;
  const chips = findTemplates(state.doc.toString())
    .filter((part) => !unfolded || part.to <= unfolded.from || part.from >= unfolded.to)
    .map((part) => ({ ...part, view: describeReference(part.body, scope) }));
  const ranges: Range<Decoration>[] = chips.map((chip) => {
    const isSelected = start < end && start <= chip.from && end >= chip.to;
    return Decoration.replace({ widget: new ChipWidget(chip.body, chip.view, isSelected) }).range(chip.from, chip.to);
  });
  return { chips, unfolded, decorations: Decoration.set(ranges) };
}

function isInside(state: EditorState, range: { from: number; to: number }): boolean {
  const { from, to } = state.selection.main;
  return from > range.from && to < range.to;
}

export function chipsOf(state: EditorState): Chip[] {
  return state.field(chipField).chips;
}
