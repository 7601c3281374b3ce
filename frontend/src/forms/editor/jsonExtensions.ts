import { json, jsonParseLinter } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { linter } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { tags } from "@lezer/highlight";
import { isTemplate } from "../references/templates";
import { typeOver } from "./typeOver";

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--json-key)" },
  { tag: tags.string, color: "var(--json-string)" },
  { tag: tags.number, color: "var(--json-number)" },
  { tag: [tags.bool, tags.null], color: "var(--json-boolean)" },
]);

/** Colours, and a wavy line where the text stops being JSON; one template alone is a value of its own. */
export function jsonExtensions(): Extension[] {
  const parse = jsonParseLinter();
  const lint = linter((view) => {
    const written = view.state.doc.toString().trim();
    return written === "" || (isTemplate(written) && written.startsWith("{{")) ? [] : parse(view);
  });
  return [typeOver, json(), syntaxHighlighting(colours), bracketMatching(), indentOnInput(), lint];
}
