import { defaultKeymap, history, historyKeymap, insertNewline } from "@codemirror/commands";
import { Compartment, EditorState, Prec, type Extension } from "@codemirror/state";
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

export const attributesCompartment = new Compartment();

/** What screen readers are told of the field; swapped when it changes. */
export function attributesOf({ label, lines = "single", id, describedBy, invalid }: AttributeProps): Extension {
  // Focusable by name: what is editable is so anyway, but not every aid knows.
  const attributes: Record<string, string> = { tabindex: "0", "aria-label": label, "aria-multiline": lines === "single" ? "false" : "true", spellcheck: "false" };
  if (id) attributes["id"] = id;
  if (describedBy) attributes["aria-describedby"] = describedBy;
  if (invalid) attributes["aria-invalid"] = "true";
  return EditorView.contentAttributes.of(attributes);
}

type AttributeProps = Pick<TemplateEditorProps, "label" | "lines" | "id" | "describedBy" | "invalid">;

const MENU_KEYS = ["ArrowDown", "ArrowUp", "Enter", "Tab", "Escape", "ArrowRight", "ArrowLeft"];

/** Everything a template field is made of; read once when the editor is made. */
export function templateExtensions({ props, lines, kind, key, onBraces }: TemplateExtensionOptions): Extension[] {
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
    attributesCompartment.of(attributesOf(props)),
    props.json ? jsonExtensions() : [],
    kind === "expression" || props.json ? EditorView.editorAttributes.of({ class: "cm-mono" }) : [],
    props.placeholder ? placeholder(props.placeholder) : [],
    props.disabled ? [EditorState.readOnly.of(true), EditorView.editable.of(false)] : [],
  ];
}
