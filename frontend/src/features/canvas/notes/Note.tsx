import { useRef, type KeyboardEvent } from "react";
import type { BlockDef, NoteDef, Point } from "@/graph/definition";
import { changeNote, removeNote } from "@/graph/notes";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { cx } from "@/ui/cx";
import { formatDate } from "@/ui/time/ago";
import { useCanvas } from "../store/useCanvas";
import { useCanvasStore } from "../store/useCanvasStore";
import { text } from "../text";
import styles from "./Note.module.css";
import { NoteField } from "./NoteField";
import { useNoteDrag } from "./useNoteDrag";

const STEPS: Record<string, Point> = { ArrowUp: { x: 0, y: -20 }, ArrowDown: { x: 0, y: 20 }, ArrowLeft: { x: -20, y: 0 }, ArrowRight: { x: 20, y: 0 } };

/** A paper note with who wrote it and when. */
export function Note({ note, frame, me }: { note: NoteDef; frame: BlockDef | undefined; me: string }) {
  const cover = useRef<HTMLButtonElement>(null);
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const editable = useStudio((state) => state.editable);
  const writing = useCanvas((state) => state.writing === note.id);
  const drift = useCanvas((state) => driftOf(state.nodes.find(({ id }) => id === frame?.id)?.position, frame));
  const move = (position: Point, merge?: string) => studio.getState().edit((doc) => changeNote(doc, note.id, { position }), merge === undefined ? {} : { merge });
  const drag = useNoteDrag(note.position, editable && !writing, move);
  const write = () => editable && canvas.getState().write(note.id);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!editable || event.ctrlKey || event.metaKey) return;
    if (step) move({ x: note.position.x + step.x, y: note.position.y + step.y }, `nudge:${note.id}`);
    else if (event.key === "Enter") write();
    else if (event.key === "Delete" || event.key === "Backspace") studio.getState().edit((doc) => removeNote(doc, note.id));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const stop = () => {
    canvas.getState().write(null);
    requestAnimationFrame(() => cover.current?.focus());
  };

  const [dx, dy] = drift.split(" ").map(Number);
  const by = [note.author, note.at === "" ? "" : formatDate(note.at)].filter(Boolean).join(", ");
  return (
    <article
      className={cx(styles.note, "nopan", drag.held && styles.held)}
      style={{ transform: `translate(${drag.at.x + (dx ?? 0)}px, ${drag.at.y + (dy ?? 0)}px)` }}
      data-testid={`note-${note.id}`}
      {...drag.handlers}
      onDoubleClick={write}
    >
      {writing ? (
        <NoteField note={note} me={me} onDone={stop} />
      ) : (
        <>
          <button ref={cover} type="button" className={styles.cover} aria-label={text.note.label(note.text, by)} title={editable ? text.note.hint : undefined} onKeyDown={onKeyDown} />
          <p className={styles.words}>{note.text}</p>
        </>
      )}
      {by !== "" && <footer className={styles.by}>{by}</footer>}
    </article>
  );
}

/** How far the frame is being dragged from its place; as text, which stays the same while it does. */
function driftOf(at: Point | undefined, frame: BlockDef | undefined): string {
  return at && frame ? `${at.x - frame.position.x} ${at.y - frame.position.y}` : "0 0";
}
