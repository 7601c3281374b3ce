import { useEffect, useRef, type KeyboardEvent } from "react";
import type { NoteDef } from "@/graph/definition";
import { changeNote, removeNotes } from "@/graph/notes";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { text } from "../text";
import styles from "./Note.module.css";

const MOST = 2000;

/** Writing on a note: Esc, Ctrl+Enter or a click elsewhere ends it, and a note without words goes. */
export function NoteField({ note, me, onDone }: { note: NoteDef; me: string; onDone: () => void }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const studio = useStudioStore();
  useEffect(() => {
    // The menu that it was chosen from holds the focus until it is gone.
    const soon = requestAnimationFrame(() => {
      const element = field.current;
      element?.focus({ preventScroll: true });
      element?.setSelectionRange(element.value.length, element.value.length);
    });
    return () => cancelAnimationFrame(soon);
  }, []);

  const change = (words: string) => {
    const written = { text: words, author: me, at: new Date().toISOString() };
    studio.getState().edit((doc) => changeNote(doc, note.id, written), { merge: `note:${note.id}` });
  };
  const end = () => {
    const { doc, edit } = studio.getState();
    const now = doc.notes?.find(({ id }) => id === note.id);
    if (now?.text.trim() === "") edit((before) => removeNotes(before, [note.id]), { merge: `note:${note.id}` });
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" && !(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    event.stopPropagation();
    field.current?.blur();
  };

  return (
    <div className={styles.grow} data-words={note.text}>
      <textarea
        ref={field}
        className="nodrag"
        aria-label={text.note.write}
        placeholder={text.note.placeholder}
        maxLength={MOST}
        rows={1}
        value={note.text}
        onChange={(event) => change(event.target.value)}
        onBlur={end}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => event.stopPropagation()}
      />
    </div>
  );
}
