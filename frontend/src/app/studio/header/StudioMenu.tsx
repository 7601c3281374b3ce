import { Archive, Copy, Download, Ellipsis, Keyboard, Pause, Play, Search, Settings2 } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { errorSentence } from "@/api/errors";
import { useMay } from "@/api/queries/useMay";
import { useWorkflowActions, type WorkflowVerb } from "@/api/queries/useWorkflowActions";
import type { Workflow } from "@/api/types";
import { useCanvasStore } from "@/features/canvas/store/useCanvasStore";
import { ArchiveDialog } from "@/features/workflows/ArchiveDialog";
import { ResumeDialog } from "@/features/workflows/ResumeDialog";
import { exportWorkflow } from "@/features/workflows/exportWorkflow";
import { text as listText } from "@/features/workflows/text";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { showToast } from "@/ui/toast/toasts";
import { text } from "../text";

/** What one seldom does to a workflow. */
export function StudioMenu({ workflow }: { workflow: Workflow }) {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const navigate = useNavigate();
  const editable = useStudio((state) => state.editable);
  // An archived one is not editable any more; a duplicate of it is the way on.
  const mayWrite = useMay("workflows:write");
  const { act } = useWorkflowActions();
  const [archiving, setArchiving] = useState(false);
  const [resuming, setResuming] = useState(false);
  const refuse = (error: unknown) => showToast({ state: "failed", text: errorSentence(error) });
  const run = (verb: Exclude<WorkflowVerb, "activate">) =>
    act.mutate(
      { id: workflow.id, verb },
      {
        onError: verb === "archive" ? undefined : refuse,
        onSuccess: (answer) => {
          if (verb === "archive") void navigate("/workflows");
          const open = () => void navigate(`/workflows/${answer.id}`);
          showToast({ text: listText.did[verb](answer.name), action: verb === "duplicate" ? { label: "Open", run: open } : undefined });
        },
      },
    );
  const settings = () => {
    void navigate(`/workflows/${workflow.id}`);
    studio.getState().inspect(null);
  };
  const find = () => {
    void navigate(`/workflows/${workflow.id}`);
    canvas.getState().setFinding(true);
  };
  return (
    <>
      <Menu align="end" trigger={<IconButton label={text.more} icon={<Ellipsis size={16} aria-hidden />} />}>
        <MenuItem icon={<Settings2 size={15} aria-hidden />} onSelect={settings}>
          {text.menu.settings}
        </MenuItem>
        {editable && workflow.status === "active" && (
          <MenuItem icon={<Pause size={15} aria-hidden />} hint={text.menu.pauseHint} onSelect={() => run("pause")}>
            {text.menu.pause}
          </MenuItem>
        )}
        {editable && workflow.status === "paused" && (
          <MenuItem icon={<Play size={15} aria-hidden />} onSelect={() => setResuming(true)}>
            {text.menu.resume}
          </MenuItem>
        )}
        {mayWrite && (
          <MenuItem icon={<Copy size={15} aria-hidden />} onSelect={() => run("duplicate")}>
            {text.menu.duplicate}
          </MenuItem>
        )}
        <MenuItem icon={<Download size={15} aria-hidden />} onSelect={() => void exportWorkflow(workflow).catch(refuse)}>
          {text.menu.export}
        </MenuItem>
        <MenuItem icon={<Search size={15} aria-hidden />} keys="Ctrl F" onSelect={find}>
          {text.menu.find}
        </MenuItem>
        <MenuItem icon={<Keyboard size={15} aria-hidden />} keys="?" onSelect={() => canvas.getState().setKeysOpen(true)}>
          {text.menu.keys}
        </MenuItem>
        {editable && (
          <>
            <MenuSeparator />
            <MenuItem danger icon={<Archive size={15} aria-hidden />} onSelect={() => {
              act.reset();
              setArchiving(true);
            }}>
              {text.menu.archive}
            </MenuItem>
          </>
        )}
      </Menu>
      {resuming && <ResumeDialog workflow={workflow} onClose={() => setResuming(false)} />}
      <ArchiveDialog name={workflow.name} open={archiving} busy={act.isPending} refusal={act.isError ? errorSentence(act.error) : undefined} onOpenChange={setArchiving} onArchive={() => run("archive")} />
    </>
  );
}
