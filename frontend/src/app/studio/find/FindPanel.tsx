import { CaseSensitive, X } from "lucide-react";
import { useEffect, useRef, type KeyboardEvent } from "react";
import { focusBlock } from "@/features/canvas/hooks/focusBlock";
import { useCanvasStore } from "@/features/canvas/store/useCanvasStore";
import { noteKey } from "@/graph/notes";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Input } from "@/ui/Input";
import { showToast } from "@/ui/toast/toasts";
import styles from "./Find.module.css";
import { MatchList } from "./MatchList";
import { text } from "./text";
import { useFind } from "./useFind";

/** Finds text in all blocks and replaces it; a panel on the canvas, so that one sees what one changes. */
export function FindPanel({ asked }: { asked: number }) {
  const store = useStudioStore();
  const canvas = useCanvasStore();
  const editable = useStudio((state) => state.editable);
  const find = useFind();
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const { matches, replaceable } = find;
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [asked]);

  const close = () => {
    canvas.getState().setFinding(false);
    const [only] = store.getState().selection;
    if (only) focusBlock(only);
  };
  /** Selects what has this id, opens it if it is a block and that is wanted, and brings it into sight. */
  const reveal = (id: string, isOpened: boolean) => {
    const { doc, inspect, select } = store.getState();
    const note = doc.notes?.find((one) => noteKey(one.id) === id);
    if (note) select([], [], [note.id]);
    else if (isOpened) inspect(id);
    else select([id]);
    canvas.getState().show(id);
  };
  // While one types the first block that is found is selected and brought into sight; replacing leaves it where it is.
  const first = matches[0]?.blockId;
  const shownFor = useRef("");
  useEffect(() => {
    if (shownFor.current === find.wanted) return;
    shownFor.current = find.wanted;
    if (!first) return;
    reveal(first, store.getState().inspecting);
  });
  /** Enter opens what was found, then what comes after it, and after the last the first; with Shift the one before. A note is open already. */
  const open = (back: boolean) => {
    const { selection, selectedNotes, inspecting } = store.getState();
    const [note] = selectedNotes;
    const chosen = note === undefined ? selection[0] : noteKey(note);
    const found = [...new Set(find.matchesNow().map((match) => match.blockId))];
    // Where the list is still behind the field, the first counts as shown already: what Enter does is no matter of time.
    const at = shownFor.current === find.query ? found.indexOf(chosen ?? "") : 0;
    shownFor.current = find.query;
    const next = found[at === -1 ? 0 : inspecting || note !== undefined ? (at + (back ? found.length - 1 : 1)) % found.length : at];
    if (next) reveal(next, true);
  };
  const replaceAll = () => {
    if (replaceable.length === 0) return;
    find.replace(replaceable);
    // The button has nothing more to do and loses the focus.
    field.current?.focus();
    showToast({ text: text.did(replaceable.length), action: { label: text.undo, run: () => store.getState().undo() } });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      open(event.shiftKey);
    }
    if (event.key !== "ArrowDown") return;
    const row = list.current?.querySelector<HTMLElement>('[data-row][tabindex="0"]');
    if (!row) return;
    event.preventDefault();
    row.focus();
  };
  const places = new Set(matches.map((match) => match.blockId)).size;
  const notes = new Set(matches.flatMap((match) => (match.path.length === 0 ? [match.blockId] : []))).size;
  return (
    // Esc closes wherever inside it the focus is.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className={styles.panel}
      role="dialog"
      aria-label={text.title}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      }}
    >
      <div className={styles.row}>
        <Input ref={field} type="search" aria-label={text.find} placeholder={text.findHint} value={find.query} onChange={(event) => find.setQuery(event.target.value)} onKeyDown={onKeyDown} />
        <IconButton label={text.matchCase} on={find.matchCase} icon={<CaseSensitive size={17} aria-hidden />} onClick={() => find.setMatchCase(!find.matchCase)} />
        <IconButton label={text.close} keys="Esc" icon={<X size={16} aria-hidden />} onClick={close} />
      </div>
      {editable && (
        <div className={styles.row}>
          <Input aria-label={text.replace} placeholder={text.replace} value={find.replacement} onChange={(event) => find.setReplacement(event.target.value)} onKeyDown={onKeyDown} />
          <Button disabled={replaceable.length === 0} onClick={replaceAll}>
            {text.all(replaceable.length)}
          </Button>
        </div>
      )}
      <p className={styles.said} role="status">
        {find.query === "" ? text.start : matches.length === 0 ? text.none : text.count(matches.length, places - notes, notes)}
      </p>
      {matches.length > 0 && (
        <MatchList ref={list} matches={matches} replacement={find.replacement} onShow={(match) => reveal(match.blockId, true)} onReplace={editable ? (match) => find.replace([match]) : undefined} onLeave={() => field.current?.focus()} />
      )}
    </section>
  );
}
