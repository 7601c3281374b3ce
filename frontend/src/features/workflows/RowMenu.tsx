import { Archive, Copy, Download, Ellipsis, Pause, Play } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { errorSentence } from "@/api/errors";
import { useMay } from "@/api/queries/useMay";
import { useWorkflowActions, type WorkflowVerb } from "@/api/queries/useWorkflowActions";
import type { WorkflowItem } from "@/api/types";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { showToast } from "@/ui/toast/toasts";
import { ArchiveDialog } from "./ArchiveDialog";
import { ResumeDialog } from "./ResumeDialog";
import { exportWorkflow } from "./exportWorkflow";
import { text } from "./text";

export function RowMenu({ workflow }: { workflow: WorkflowItem }) {
  const mayWrite = useMay("workflows:write");
  const { act } = useWorkflowActions();
  const navigate = useNavigate();
  const [archiving, setArchiving] = useState(false);
  const [resuming, setResuming] = useState(false);

  const refuse = (error: unknown) => showToast({ state: "failed", text: errorSentence(error) });
  const run = (verb: Exclude<WorkflowVerb, "activate">) =>
    act.mutate(
      { id: workflow.id, verb },
      {
        // The archive dialog is still open and says it there.
        onError: verb === "archive" ? undefined : refuse,
        onSuccess: (answer) => {
          setArchiving(false);
          const open = () => void navigate(`/workflows/${answer.id}`);
          showToast({ text: text.did[verb](answer.name ?? workflow.name), action: verb === "duplicate" ? { label: "Open", run: open } : undefined });
        },
      },
    );

  return (
    <>
      <Menu
        align="end"
        trigger={<IconButton size="small" label={`More for ${workflow.name}`} icon={<Ellipsis size={16} aria-hidden />} />}
      >
        {mayWrite && (
          <MenuItem icon={<Copy size={15} aria-hidden />} onSelect={() => run("duplicate")}>
            Duplicate
          </MenuItem>
        )}
        <MenuItem icon={<Download size={15} aria-hidden />} onSelect={() => void exportWorkflow(workflow).catch(refuse)}>
          Export as a file
        </MenuItem>
        {mayWrite && workflow.status === "active" && (
          <MenuItem icon={<Pause size={15} aria-hidden />} onSelect={() => run("pause")}>
            Pause
          </MenuItem>
        )}
        {mayWrite && workflow.status === "paused" && (
          <MenuItem icon={<Play size={15} aria-hidden />} onSelect={() => setResuming(true)}>
            Resume
          </MenuItem>
        )}
        {mayWrite && workflow.status !== "archived" && (
          <>
            <MenuSeparator />
            <MenuItem danger icon={<Archive size={15} aria-hidden />} onSelect={() => {
                act.reset();
                setArchiving(true);
              }}>
              Archive
            </MenuItem>
          </>
        )}
      </Menu>
      {resuming && <ResumeDialog workflow={workflow} onClose={() => setResuming(false)} />}
      <ArchiveDialog
        name={workflow.name}
        open={archiving}
        busy={act.isPending}
        refusal={act.isError ? errorSentence(act.error) : undefined}
        onOpenChange={setArchiving}
        onArchive={() => run("archive")}
      />
    </>
  );
}
