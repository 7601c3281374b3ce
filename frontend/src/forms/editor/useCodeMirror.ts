import { Annotation, EditorState, Transaction, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useLayoutEffect, useRef, type RefObject } from "react";

/** Marks a change that came from outside, so that it is not reported back as typing. */
const fromOutside = Annotation.define<boolean>();

export interface CodeMirrorOptions {
  value: string;
  onChange: (value: string) => void;
  /** Read once, when the editor is made; what changes later goes through compartments. */
  extensions: () => Extension[];
}

/** Keeps one editor alive in the host for as long as the component lives. */
export function useCodeMirror(options: CodeMirrorOptions): {
  hostRef: RefObject<HTMLDivElement | null>;
  viewRef: RefObject<EditorView | null>;
} {
  const hostRef = useRef<HTMLDivElement | null>(null);
  const viewRef = useRef<EditorView | null>(null);
  const latest = useRef(options);
  useLayoutEffect(() => {
    latest.current = options;
  });

  useLayoutEffect(() => {
    if (!hostRef.current) return;
    const listener = EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      if (update.transactions.some((transaction) => transaction.annotation(fromOutside))) return;
      latest.current.onChange(update.state.doc.toString());
    });
    const state = EditorState.create({ doc: latest.current.value, extensions: [latest.current.extensions(), listener] });
    const view = new EditorView({ state, parent: hostRef.current });
    viewRef.current = view;
    return () => {
      view.destroy();
      viewRef.current = null;
    };
  }, []);

  useEffect(() => {
    const view = viewRef.current;
    if (!view || view.state.doc.toString() === options.value) return;
    view.dispatch({
      changes: { from: 0, to: view.state.doc.length, insert: options.value },
      annotations: [fromOutside.of(true), Transaction.addToHistory.of(false)],
    });
  }, [options.value]);

  return { hostRef, viewRef };
}
