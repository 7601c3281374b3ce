import { Ellipsis, Pencil, RefreshCw, Star, Unplug } from "lucide-react";
import { useState } from "react";
import { errorSentence } from "@/api/errors";
import { useConnectionActions } from "@/api/queries/useConnectionActions";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { showToast } from "@/ui/toast/toasts";
import { needsReconnect } from "../health";
import type { ConnectionRowData } from "../rows";
import { text } from "../text";
import { DisconnectDialog } from "./DisconnectDialog";
import { RenameDialog } from "./RenameDialog";

export interface ConnectionMenuProps {
  row: ConnectionRowData;
  onReconnect: () => void;
  onGone: () => void;
}

export function ConnectionMenu({ row, onReconnect, onGone }: ConnectionMenuProps) {
  const { connection, provider } = row;
  const [asked, setAsked] = useState<"rename" | "disconnect" | null>(null);
  const { change } = useConnectionActions();
  const signsIn = provider?.methods.find((method) => method.id === connection.method)?.signIn;
  const isGone = connection.status === "disconnected" || connection.status === "pending";
  const setDefault = (isDefault: boolean) =>
    change.mutate({ id: connection.id, isDefault }, { onError: (error) => showToast({ state: "failed", text: errorSentence(error) }) });
  return (
    <>
      <Menu align="end" trigger={<IconButton label={text.panel.more} size="small" icon={<Ellipsis size={16} aria-hidden />} />}>
        <MenuItem icon={<Pencil size={14} aria-hidden />} onSelect={() => setAsked("rename")}>
          {text.panel.rename}
        </MenuItem>
        <MenuItem icon={<RefreshCw size={14} aria-hidden />} onSelect={onReconnect}>
          {needsReconnect(connection) ? text.panel.reconnect : signsIn ? text.panel.signInAgain : text.panel.newCredentials}
        </MenuItem>
        {connection.status === "active" && (
          <MenuItem icon={<Star size={14} aria-hidden />} onSelect={() => setDefault(!connection.isDefault)}>
            {connection.isDefault ? text.panel.clearDefault : text.panel.makeDefault}
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuItem danger icon={<Unplug size={14} aria-hidden />} onSelect={() => setAsked("disconnect")}>
          {isGone ? text.panel.remove : text.panel.disconnect}
        </MenuItem>
      </Menu>
      {asked === "rename" && <RenameDialog connection={connection} onClose={() => setAsked(null)} />}
      {asked === "disconnect" && (
        <DisconnectDialog
          row={row}
          deletes={isGone}
          onClose={() => setAsked(null)}
          onDone={(deleted) => {
            setAsked(null);
            if (deleted) onGone();
          }}
        />
      )}
    </>
  );
}
