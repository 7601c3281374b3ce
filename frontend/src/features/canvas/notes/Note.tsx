import { useRef, type FocusEvent } from "react";
import { useMe } from "@/api/queries/useMe";
import type { NoteDef } from "@/graph/definition";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { cx } from "@/ui/cx";
import { formatDate } from "@/ui/time/ago";
import { useCanvas } from "../store/useCanvas";
import { useCanvasStore } from "../store/useCanvasStore";
import { text } from "../text";
import styles from "./Note.module.css";
import { NoteField } from "./NoteField";

/** A paper note with who wrote it and when. Its keys are those of the canvas: with the focus it is selected. */
export function Note({ note, selected }: { note: NoteDef; selected: boolean }) {
  const cover = useRef<HTMLButtonElement>(null);
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const me = useMe().data?.user.name ?? "";
  const editable = useStudio((state) => state.editable);
  const writing = useCanvas((state) => state.writing === note.id);
  const write = () => editable && canvas.getState().write(note.id);

  const onFocus = ({ currentTarget }: FocusEvent<HTMLElement>) => {
    // By keys; a press of the pointer selects by itself, and with Ctrl it may let go.
    const { selectedNotes, select } = studio.getState();
    if (currentTarget.matches(":focus-visible") && !selectedNotes.includes(note.id)) select([], [], [note.id]);
  };
  const stop = () => {
    canvas.getState().write(null);
    requestAnimationFrame(() => cover.current?.focus());
  };

  const by = [note.author, note.at === "" ? "" : formatDate(note.at)].filter(Boolean).join(", ");
  return (
    <article className={cx(styles.note, selected && styles.selected)} data-testid={`note-${note.id}`} data-note={note.id} onDoubleClick={write}>
      {writing ? (
        <NoteField note={note} me={me} onDone={stop} />
      ) : (
        <>
          <button
            ref={cover}
            type="button"
            className={styles.cover}
            aria-label={text.note.label(note.text, by)}
            aria-pressed={selected}
            title={editable ? text.note.hint : undefined}
            data-cover-note={note.id}
            onFocus={onFocus}
          />
          <p className={styles.words}>{note.text}</p>
        </>
      )}
      {by !== "" && <footer className={styles.by}>{by}</footer>}
    </article>
  );
}
