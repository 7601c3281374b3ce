import { Upload } from "lucide-react";
import { useRef } from "react";
import { useNavigate } from "react-router";
import { errorSentence } from "@/api/errors";
import { useWorkflowActions } from "@/api/queries/useWorkflowActions";
import { Button } from "@/ui/Button";
import { showToast } from "@/ui/toast/toasts";
import styles from "./ImportButton.module.css";
import { text } from "./text";

/** Takes the file that an export made and opens the new draft. */
export function ImportButton({ plain = false }: { plain?: boolean }) {
  const { importFile } = useWorkflowActions();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const refuse = (message: string) => showToast({ state: "failed", text: message });

  const read = async (file: File) => {
    let content: unknown;
    try {
      content = JSON.parse(await file.text());
    } catch {
      return refuse(text.importNotJson);
    }
    if (typeof content !== "object" || content === null || Array.isArray(content)) return refuse(text.importNotWorkflow);
    // By its promise: the list that is no longer empty takes this button away before `onSuccess` of `mutate` would be called.
    await importFile.mutateAsync(content).then(
      (workflow) => {
        if (workflow.missing.length > 0) showToast({ state: "waiting", text: text.importMissing(workflow.name, workflow.missing.length) });
        return navigate(`/workflows/${workflow.id}`);
      },
      (error: unknown) => refuse(errorSentence(error)),
    );
  };

  return (
    <>
      <Button
        className={plain ? undefined : styles.wide}
        variant={plain ? "plain" : "outlined"}
        icon={<Upload size={15} aria-hidden />}
        busy={importFile.isPending}
        onClick={() => input.current?.click()}
      >
        {text.importFile}
      </Button>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={text.importFile}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) void read(file);
        }}
      />
    </>
  );
}
