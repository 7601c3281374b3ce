import type { EditorView } from "@codemirror/view";

/** Puts `{{body}}` at the caret, in place of what was typed since `from`. A function call is left open for its arguments. */
export function insertReference(view: EditorView, body: string, from: number | null, isJson: boolean): void {
  const { main } = view.state.selection;
  const start = from ?? main.from;
  if (body.endsWith("()")) {
    const call = `{{${body.slice(0, -1)}`;
    view.dispatch({ changes: { from: start, to: main.to, insert: call }, selection: { anchor: start + call.length }, userEvent: "input.complete" });
    return;
  }
  const around = `${view.state.sliceDoc(0, start)}${view.state.sliceDoc(main.to)}`;
  const quote = isJson && around.trim() !== "" && !isInString(view.state.doc.lineAt(start).text.slice(0, start - view.state.doc.lineAt(start).from)) ? '"' : "";
  const written = `${quote}{{${body}}}${quote}`;
  view.dispatch({ changes: { from: start, to: main.to, insert: written }, selection: { anchor: start + written.length }, userEvent: "input.complete" });
}

/** Whether a JSON string is open at the end of this part of a line. */
export function isInString(before: string): boolean {
  let isOpen = false;
  for (let at = 0; at < before.length; at++) {
    if (isOpen && before.charAt(at) === "\\") at++;
    else if (before.charAt(at) === '"') isOpen = !isOpen;
  }
  return isOpen;
}
