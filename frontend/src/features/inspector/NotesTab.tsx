import type { BlockDef } from "@/graph/definition";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { Field } from "@/ui/Field";
import { TextArea } from "@/ui/Input";
import { text } from "./text";

export function NotesTab({ block }: { block: BlockDef }) {
  const { updateBlock } = useStudioStore().getState();
  const editable = useStudio((state) => state.editable);
  return (
    <Field label={text.notesLabel} help={text.notesHelp}>
      {(control) => (
        <TextArea
          {...control}
          rows={8}
          placeholder={text.notesEmpty}
          disabled={!editable}
          value={block.notes ?? ""}
          onChange={(event) => updateBlock(block.id, { notes: event.target.value }, { merge: `notes:${block.id}` })}
        />
      )}
    </Field>
  );
}
