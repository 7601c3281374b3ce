import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The colours of JSON, so that a value looks the same wherever it stands. */
export const codeColours = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null, tags.self], color: "var(--json-boolean)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--json-string)" },
  { tag: tags.number, color: "var(--json-number)" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.propertyName], color: "var(--json-key)" },
  { tag: tags.comment, color: "var(--text-3)", fontStyle: "italic" },
]);

export const codeTheme = EditorView.theme({
  ".cm-gutters": { font: "400 11px/20px var(--mono)", paddingLeft: "4px" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "18px", padding: "0 2px 0 4px" },
  ".cm-line": { padding: "0 10px 0 6px" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "& > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": { background: "var(--accent-line)" },
  ".cm-faultLine": { backgroundColor: "var(--fail-soft)" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--accent-soft)", outline: "1px solid var(--accent-line)" },
  ".cm-nonmatchingBracket, &.cm-focused .cm-nonmatchingBracket": { color: "var(--fail)", backgroundColor: "transparent" },
  ".cm-diagnostic": { padding: "6px 10px", color: "var(--text)" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--fail)" },
  ".cm-tooltip.cm-tooltip-autocomplete": { marginTop: "3px", padding: "3px 0" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { font: "400 12px/18px var(--mono)", maxHeight: "240px", minWidth: "220px", maxWidth: "336px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { display: "flex", gap: "10px", padding: "3px 10px", color: "var(--text)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent-soft)", color: "var(--text)" },
  ".cm-completionLabel": { flex: "none", maxWidth: "190px", overflow: "hidden", textOverflow: "ellipsis" },
  ".cm-completionMatchedText": { textDecoration: "none", color: "var(--accent)", fontWeight: "600" },
  ".cm-completionDetail": { flex: "1", minWidth: "0", overflow: "hidden", textOverflow: "ellipsis", textAlign: "right", fontStyle: "normal", fontFamily: "var(--font)", fontSize: "11px", color: "var(--text-3)", marginLeft: "0" },
});
