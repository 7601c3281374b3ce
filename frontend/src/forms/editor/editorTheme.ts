import { EditorView } from "@codemirror/view";

/** The look all editors share; colours are tokens, so that light and dark need no second theme. */
export const editorTheme = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "transparent", font: "400 13px/20px var(--font)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "inherit", lineHeight: "inherit", overflow: "auto" },
  ".cm-content": { padding: "6px 0", caretColor: "var(--text)", minHeight: "20px" },
  ".cm-line": { padding: "0 10px" },
  ".cm-placeholder": { color: "var(--text-3)" },
  ".cm-openBraces": { font: "600 12.5px/20px var(--mono)", color: "var(--accent)" },
  "&.cm-mono .cm-content": { font: "400 12px/20px var(--mono)", fontFeatureSettings: '"calt" 0' },
  ".cm-gutters": { backgroundColor: "transparent", border: "0", color: "var(--text-3)" },
  ".cm-tooltip": {
    background: "var(--surface)",
    border: "1px solid var(--border-2)",
    borderRadius: "var(--r-button)",
    boxShadow: "var(--sh-3)",
    font: "400 12px/16px var(--font)",
  },
});

/** The nonce of the page: CodeMirror adds one style element, which the content policy lets through only with it. */
export function nonceExtension() {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
  return nonce ? EditorView.cspNonce.of(nonce) : [];
}
