import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from "@codemirror/view";
import { openTemplate } from "../references/templates";
import { chipField } from "./chipField";

export interface OpenBraces {
  from: number;
  query: string;
}

const mark = Decoration.mark({ class: "cm-openBraces" });

/** Tells of a `{{` that is being typed (null when there is none) and colours it. */
export function openBraces(tell: (open: OpenBraces | null) => void) {
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet = Decoration.none;

      update(update: ViewUpdate) {
        if (!update.docChanged && !update.selectionSet && !update.focusChanged) return;
        const open = openAt(update.view);
        this.decorations = open ? Decoration.set(mark.range(open.from, open.from + 2 + open.query.length)) : Decoration.none;
        // Moving the caret alone never opens the menu, it only closes it.
        if (update.docChanged || !open) tell(update.view.hasFocus ? open : null);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

function openAt(view: EditorView): OpenBraces | null {
  const { main, ...selection } = view.state.selection;
  if (!main.empty || selection.ranges.length > 1) return null;
  const open = openTemplate(view.state.doc.toString(), main.head);
  if (!open) return null;
  const { unfolded } = view.state.field(chipField);
  return unfolded && open.from >= unfolded.from && open.from < unfolded.to ? null : open;
}
