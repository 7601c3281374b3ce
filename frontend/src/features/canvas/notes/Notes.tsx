import { ViewportPortal } from "@xyflow/react";
import { useMemo } from "react";
import { useMe } from "@/api/queries/useMe";
import type { NoteDef } from "@/graph/definition";
import { rectsOf } from "@/graph/frames";
import { frameAround } from "@/graph/notes";
import { useStudio } from "@/graph-react/useStudio";
import { Note } from "./Note";

/** The notes of the drawing, above its frames and below everything else. */
export function Notes() {
  const notes = useStudio((state) => state.doc.notes);
  return notes && notes.length > 0 && <Papers notes={notes} />;
}

function Papers({ notes }: { notes: readonly NoteDef[] }) {
  const blocks = useStudio((state) => state.doc.blocks);
  const catalogue = useStudio((state) => state.catalogue);
  const me = useMe().data?.user.name ?? "";
  const frames = useMemo(() => {
    const rects = rectsOf({ blocks }, catalogue);
    return new Map(notes.map((note) => [note.id, frameAround({ blocks }, catalogue, rects, note)]));
  }, [notes, blocks, catalogue]);
  return (
    <ViewportPortal>
      {notes.map((note) => (
        <Note key={note.id} note={note} frame={frames.get(note.id)} me={me} />
      ))}
    </ViewportPortal>
  );
}
