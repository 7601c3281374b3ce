import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab, toggleComment } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, StateEffect, StateField, type Extension } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, keymap, lineNumbers, placeholder, type DecorationSet } from "@codemirror/view";
import type { DataScope } from "../data/scope";
import { editorTheme, nonceExtension } from "../editor/editorTheme";
import { typeOver } from "../editor/typeOver";
import { codeColours, codeTheme } from "./codeColours";
import { completeWith } from "./complete";
import type { LineFault } from "./faults";
import { javascript } from "./javascript";
import type { CodeLanguage } from "./language";
import { python } from "./python";

export const languageCompartment = new Compartment();

const languages: Readonly<Record<string, CodeLanguage>> = { javascript, python };

/** Colours, indentation and completion of one language. */
export function languageExtensions(name: string, scope: () => DataScope): Extension {
  const language = languages[name] ?? javascript;
  return [
    language.support,
    indentUnit.of(name === "python" ? "    " : "  "),
    // Names of the source first: what is typed again is mostly one of them.
    autocompletion({ override: [language.local, completeWith(language, scope)], icons: false, activateOnTypingDelay: 60 }),
  ];
}

export interface CodeExtensionOptions {
  language: string;
  scope: () => DataScope;
  placeholder: string;
  disabled: boolean;
  /** Escape was pressed: from now until something is typed Tab moves on instead of indenting. */
  onLeaving: (isLeaving: boolean) => void;
}

/** Everything a code field is made of; read once when the editor is made. */
export function codeExtensions(options: CodeExtensionOptions): Extension[] {
  return [
    nonceExtension(),
    editorTheme,
    codeTheme,
    lineNumbers(),
    // With the browser's own selection CodeMirror takes the focus back when one leaves from where a line wraps.
    drawSelection(),
    history(),
    bracketMatching(),
    closeBrackets(),
    typeOver,
    indentOnInput(),
    syntaxHighlighting(codeColours),
    faultLine,
    languageCompartment.of(languageExtensions(options.language, options.scope)),
    keymap.of([{ key: "Tab", run: acceptCompletion }, ...closeBracketsKeymap, ...completionKeymap, ...lintKeymap]),
    leaving(options.onLeaving),
    keymap.of([{ key: "Mod-/", run: toggleComment }, indentWithTab, ...historyKeymap, ...defaultKeymap.filter((binding) => binding.key !== "Mod-Enter")]),
    EditorView.lineWrapping,
    EditorView.editorAttributes.of({ class: "cm-mono" }),
    options.placeholder ? placeholder(options.placeholder) : [],
    options.disabled ? [EditorState.readOnly.of(true), EditorView.editable.of(false)] : [],
  ];
}

/** The way out for who has no mouse: after Escape, Tab leaves the field; a second Escape goes back to the canvas. */
function leaving(tell: (isLeaving: boolean) => void): Extension {
  let isLeaving = false;
  const set = (view: EditorView, next: boolean) => {
    if (isLeaving === next) return;
    isLeaving = next;
    view.setTabFocusMode(next);
    tell(next);
  };
  return [
    keymap.of([
      {
        key: "Escape",
        run: (view) => {
          if (isLeaving) return false;
          set(view, true);
          return true;
        },
      },
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged || (update.focusChanged && !update.view.hasFocus)) set(update.view, false);
    }),
  ];
}

// --- what was wrong, at its line -----------------------------------------------------------------------------------

const markLine = StateEffect.define<number | null>();

const faultLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    let marks = value.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(markLine)) marks = effect.value === null ? Decoration.none : Decoration.set([Decoration.line({ class: "cm-faultLine" }).range(effect.value)]);
    }
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Marks the line of the fault, or with null none. */
export function showFault(view: EditorView, fault: LineFault | null): void {
  const { doc } = view.state;
  if (fault === null) {
    view.dispatch(setDiagnostics(view.state, []), { effects: markLine.of(null) });
    return;
  }
  const line = doc.line(Math.min(Math.max(fault.line, 1), doc.lines));
  const from = Math.min(line.from + (/^\s*/.exec(line.text)?.[0].length ?? 0), line.to);
  view.dispatch(setDiagnostics(view.state, [{ from, to: line.to, severity: "error", message: fault.message }]), { effects: markLine.of(line.from) });
}
