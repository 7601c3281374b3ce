import { ClipboardCopy, FlaskConical, MoreHorizontal, Pin } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { api } from "@/api/client";
import { errorSentence } from "@/api/errors";
import { useMay } from "@/api/queries/useMay";
import type { Run } from "@/api/types";
import { KeepDialog } from "@/features/runs/kept/KeepDialog";
import { text as keptText } from "@/features/runs/kept/text";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem } from "@/ui/Menu";
import { showToast } from "@/ui/toast/toasts";
import { text } from "./text";

/** What else one can do with a run that is over. */
export function RunMenu({ run }: { run: Run }) {
  const [keeping, setKeeping] = useState(false);
  const mayEdit = useMay("workflows:write");
  const navigate = useNavigate();
  const copy = async () => {
    try {
      const bundle = await api.get<unknown>(`/runs/${run.id}/bundle`);
      await navigator.clipboard.writeText(JSON.stringify(bundle, null, 2));
      showToast({ text: text.copied });
    } catch (error) {
      showToast({ state: "failed", text: error instanceof DOMException ? text.noClipboard : errorSentence(error) });
    }
  };
  return (
    <>
      <Menu align="end" trigger={<IconButton label={text.more} icon={<MoreHorizontal size={16} aria-hidden />} />}>
        {mayEdit && !run.test && (
          <MenuItem icon={<FlaskConical size={14} aria-hidden />} onSelect={() => setKeeping(true)}>
            {keptText.keep}
          </MenuItem>
        )}
        {mayEdit && (
          <MenuItem icon={<Pin size={14} aria-hidden />} hint={text.pinHint} onSelect={() => void navigate(`/workflows/${run.workflowId}?pin=${run.id}`)}>
            {text.pin}
          </MenuItem>
        )}
        <MenuItem icon={<ClipboardCopy size={14} aria-hidden />} hint={text.copyHint} onSelect={() => void copy()}>
          {text.copy}
        </MenuItem>
      </Menu>
      {keeping && <KeepDialog run={run} open onOpenChange={setKeeping} />}
    </>
  );
}
