import { useMemo } from "react";
import { SchemaForm } from "@/forms/SchemaForm";
import { typeOf } from "@/graph/catalogue";
import type { BlockDef } from "@/graph/definition";
import { ERROR_PORT } from "@/graph/ports";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { errorsPatch, errorsSchema, errorsValue } from "./errorsForm";
import styles from "./Inspector.module.css";
import { retrySentence } from "./retrySentence";
import { text } from "./text";

/** What happens when the block fails. */
export function ErrorsTab({ block }: { block: BlockDef }) {
  const { updateBlock } = useStudioStore().getState();
  const type = useStudio((state) => typeOf(state.catalogue, block));
  const editable = useStudio((state) => state.editable);
  const incoming = useStudio((state) => state.doc.edges.filter((edge) => edge.target === block.id).length);
  const isWired = useStudio((state) => state.doc.edges.some((edge) => edge.source === block.id && edge.sourcePort === ERROR_PORT));
  const mayGoOn = block.errorHandling === "continue" || (block.errorHandling === "retry" && block.retryConfig?.then === "continue");
  const schema = useMemo(() => errorsSchema(type, incoming, mayGoOn), [type, incoming, mayGoOn]);
  if (type?.canFail === false && incoming < 2) return <p className={styles.quiet}>{text.cannotFail}</p>;
  return (
    <>
      {isWired && <p className={styles.quiet}>{text.errorPortWired}</p>}
      {block.errorHandling === "retry" && <p className={styles.quiet}>{retrySentence(block.retryConfig)}</p>}
      <SchemaForm
        schema={schema}
        value={errorsValue(block)}
        onChange={(field, value) => updateBlock(block.id, errorsPatch(block, field, value), { merge: `errors:${block.id}:${field}` })}
        disabled={!editable}
      />
    </>
  );
}
