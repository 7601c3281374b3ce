import { useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { cx } from "@/ui/cx";
import type { DataScope } from "../data/scope";
import editorStyles from "../editor/TemplateEditor.module.css";
import { attributesCompartment, attributesOf } from "../editor/templateExtensions";
import { useCodeMirror } from "../editor/useCodeMirror";
import { text } from "../text";
import styles from "./CodeEditor.module.css";
import { codeExtensions, languageCompartment, languageExtensions, showFault } from "./codeExtensions";
import type { LineFault } from "./faults";

export interface CodeEditorProps {
  label: string;
  language: string;
  value: string;
  onChange: (value: string) => void;
  scope: DataScope;
  fault: LineFault | null;
  placeholder?: string;
  id?: string;
  describedBy?: string | undefined;
  invalid?: boolean;
  disabled?: boolean;
}

/** The source of a code block: coloured, completed with the data of this block, its fault marked at its line. */
export function CodeEditor({ label, language, value, onChange, scope, fault, placeholder = "", id, describedBy, invalid = false, disabled = false }: CodeEditorProps) {
  const keysId = useId();
  const [isLeaving, setLeaving] = useState(false);
  const latestScope = useRef(scope);
  useLayoutEffect(() => {
    latestScope.current = scope;
  });
  const attributes = () =>
    attributesOf({ label, lines: "tall", describedBy: [describedBy, disabled ? undefined : keysId].filter(Boolean).join(" "), invalid, ...(id ? { id } : {}) });
  const { hostRef, viewRef } = useCodeMirror({
    value,
    onChange,
    extensions: () => [
      attributesCompartment.of(attributes()),
      codeExtensions({ language, scope: () => latestScope.current, placeholder, disabled, onLeaving: setLeaving }),
    ],
  });
  useEffect(() => {
    viewRef.current?.dispatch({ effects: languageCompartment.reconfigure(languageExtensions(language, () => latestScope.current)) });
  }, [language, viewRef]);
  useEffect(() => {
    viewRef.current?.dispatch({ effects: attributesCompartment.reconfigure(attributes()) });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `attributes` is made of exactly these
  }, [label, id, describedBy, invalid, disabled, keysId, viewRef]);
  const line = fault?.line;
  const message = fault?.message ?? "";
  useEffect(() => {
    if (viewRef.current) showFault(viewRef.current, line === undefined ? null : { line, message });
  }, [line, message, viewRef]);

  return (
    <div className={cx(editorStyles.box, styles.box, invalid && editorStyles.invalid, disabled && editorStyles.disabled)}>
      <div ref={hostRef} className={styles.host} />
      {!disabled && (
        <p className={styles.keys} id={keysId} aria-live="polite">
          {isLeaving ? text.codeLeaving : text.codeKeys}
        </p>
      )}
    </div>
  );
}
