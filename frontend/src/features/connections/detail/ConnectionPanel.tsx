import { useState } from "react";
import { useConnectionActions } from "@/api/queries/useConnectionActions";
import { Message } from "@/ui/Message";
import { SidePanel } from "@/ui/SidePanel";
import { accountLine } from "../accountLine";
import { ReconnectDialog } from "../add/ReconnectDialog";
import { ProviderTile } from "../ProviderTile";
import type { ConnectionRowData } from "../rows";
import { text } from "../text";
import { AccountChoice } from "./AccountChoice";
import { ConnectionMenu } from "./ConnectionMenu";
import { Details } from "./Details";
import { Permissions } from "./Permissions";
import { Registrations } from "./Registrations";
import { TestNow } from "./TestNow";
import { Trouble } from "./Trouble";
import { UsedBy } from "./UsedBy";

export interface ConnectionPanelProps {
  row: ConnectionRowData;
  /** All of them, for the names of duplicates. */
  rows: readonly ConnectionRowData[];
  mayWrite: boolean;
  /** Opens another connection's panel; "" closes it. */
  onOpen: (id: string) => void;
  onAdd: () => void;
}

/** Everything about one connection: what is wrong with it, who uses it, what it may do. */
export function ConnectionPanel({ row, rows, mayWrite, onOpen, onAdd }: ConnectionPanelProps) {
  const { connection, provider } = row;
  const [reconnecting, setReconnecting] = useState(false);
  const actions = useConnectionActions();
  const twins = rows.filter((other) => connection.sameAccount.includes(other.connection.id));
  return (
    <SidePanel
      label={text.panel.label}
      icon={<ProviderTile provider={provider} size={40} />}
      title={provider?.name ?? connection.provider}
      about={`${accountLine(connection)} · ${text.environments[connection.environment]}`}
      actions={mayWrite && <ConnectionMenu row={row} onReconnect={() => setReconnecting(true)} onGone={() => onOpen("")} />}
      onClose={() => onOpen("")}
    >
      {connection.accountChoices.length > 0 && mayWrite ? (
        <AccountChoice connection={connection} />
      ) : (
        <Trouble row={row} mayWrite={mayWrite} onReconnect={() => setReconnecting(true)} onAdd={onAdd} />
      )}
      {twins.length > 0 && (
        <Message state="problem" title={text.panel.duplicatesTitle}>
          {text.panel.duplicates(twins.map((twin) => `“${twin.connection.name}”`).join(", "))}
        </Message>
      )}
      {mayWrite && connection.status === "active" && <TestNow connection={connection} test={actions.test} />}
      <UsedBy id={connection.id} />
      <Registrations id={connection.id} />
      <Permissions row={row} />
      <Details row={row} mayWrite={mayWrite} />
      {reconnecting && provider && <ReconnectDialog connection={connection} provider={provider} onClose={() => setReconnecting(false)} />}
    </SidePanel>
  );
}
