import { Upload } from "lucide-react";
import { useState } from "react";
import { useVersions } from "@/api/queries/useVersions";
import type { Workflow } from "@/api/types";
import { useStudio } from "@/graph-react/useStudio";
import { Button } from "@/ui/Button";
import { useCommands } from "../../palette/registry";
import { text } from "../text";
import { PublishDialog } from "./PublishDialog";

/** Makes the draft the next version, once one has seen what that means. */
export function PublishButton({ workflow, flush }: { workflow: Workflow; flush: () => Promise<boolean> }) {
  const [open, setOpen] = useState(false);
  const saved = useStudio((state) => state.saved === "saved");
  const empty = useStudio((state) => state.doc.blocks.length === 0);
  const versions = useVersions(workflow.id).data ?? [];
  const published = workflow.publishedVersion !== null && workflow.publishedVersion > 0;
  const changed = !saved || workflow.hasUnpublishedChanges || !published;
  // After going back to an earlier version the newest number is not the live one's.
  const newest = Math.max(workflow.version, ...versions.map((version) => version.version));
  useCommands(() => (changed && !empty ? [{ id: "studio:publish", group: "Actions", label: text.commands.publish, hint: text.commands.here, run: () => setOpen(true) }] : []));
  return (
    <>
      <Button icon={<Upload size={15} aria-hidden />} disabled={!changed || empty} onClick={() => setOpen(true)} data-testid="publish-button">
        {!published ? text.publish.button : changed ? text.publish.again : text.publish.upToDate}
      </Button>
      {open && <PublishDialog workflow={workflow} next={newest + 1} flush={flush} onClose={() => setOpen(false)} />}
    </>
  );
}
