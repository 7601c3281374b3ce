import { defaultKeymap, history, historyKeymap, insertNewline } from "@codemirror/commands";
import { EditorState, Prec, type Extension } from "@codemirror/state";
import { EditorView, keymap, placeholder } from "@codemirror/view";
import type { TemplateKind } from "../data/scope";
import { chipField } from "./chipField";
import { chipKeys, chipMouse } from "./chipKeys";
import { editorTheme, nonceExtension } from "./editorTheme";
import { jsonExtensions } from "./jsonExtensions";
import { openBraces, type OpenBraces } from "./openBraces";
import { scopeCompartment, scopeFacet } from "./scopeFacet";
import { singleLine } from "./singleLine";
import type { TemplateEditorProps } from "./TemplateEditor";

export interface TemplateExtensionOptions {
  props: TemplateEditorProps;
  lines: "single" | "grow" | "multi" | "tall";
  kind: TemplateKind;
  /** Offers a key to the open data menu; true when it took it. */
  key: (name: string) => boolean;
  onBraces: (open: OpenBraces | null) => void;
}

const MENU_KEYS = ["ArrowDown", "ArrowUp", "Enter", "Tab", "Escape", "ArrowRight", "ArrowLeft"];

/** Everything a template field is made of; read once when the editor is made. */
export function templateExtensions({ props, lines, kind, key, onBraces }: TemplateExtensionOptions): Extension[] {
  const attributes: Record<string, string> = {
    "aria-label": props.label,
    "aria-multiline": lines === "single" ? "false" : "true",
    spellcheck: "false",
  };
  if (props.id) attributes["id"] = props.id;
  if (props.describedBy) attributes["aria-describedby"] = props.describedBy;
  if (props.invalid) attributes["aria-invalid"] = "true";
  return [
    nonceExtension(),
    editorTheme,
    scopeCompartment.of(scopeFacet.of(props.scope)),
    chipField,
    chipMouse,
    openBraces(onBraces),
    history(),
    Prec.highest(keymap.of(MENU_KEYS.map((name) => ({ key: name, run: () => key(name) })))),
    keymap.of(chipKeys),
    lines === "single" ? singleLine : [],
    lines === "single" || lines === "grow" ? keymap.of([{ key: "Enter", run: () => true, shift: lines === "grow" ? insertNewline : () => true }]) : [],
    keymap.of([...historyKeymap, ...defaultKeymap.filter((binding) => binding.key !== "Mod-Enter")]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of(attributes),
    props.json ? jsonExtensions() : [],
    kind === "expression" || props.json || props.mono ? EditorView.editorAttributes.of({ class: "cm-mono" }) : [],
    props.placeholder ? placeholder(props.placeholder) : [],
    props.disabled ? [EditorState.readOnly.of(true), EditorView.editable.of(false)] : [],
  ];
}
