import { X } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useConnectionActions } from "@/api/queries/useConnectionActions";
import { IconButton } from "@/ui/IconButton";
import { Message } from "@/ui/Message";
import { accountLine } from "../accountLine";
import { ReconnectDialog } from "../add/ReconnectDialog";
import { ProviderTile } from "../ProviderTile";
import type { ConnectionRowData } from "../rows";
import { text } from "../text";
import { AccountChoice } from "./AccountChoice";
import { ConnectionMenu } from "./ConnectionMenu";
import styles from "./ConnectionPanel.module.css";
import { Details } from "./Details";
import { Permissions } from "./Permissions";
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
  const onEscape = useEffectEvent((event: KeyboardEvent) => {
    const isElsewhere = event.target instanceof HTMLElement && event.target.closest("input, [role=dialog], [role=menu]");
    if (event.key === "Escape" && !event.defaultPrevented && !isElsewhere) onOpen("");
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onEscape(event);
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
  const twins = rows.filter((other) => connection.sameAccount.includes(other.connection.id));
  return (
    <aside className={styles.panel} aria-label={text.panel.label}>
      <header className={styles.head}>
        <ProviderTile provider={provider} size={40} />
        <div className={styles.title}>
          <h2>{provider?.name ?? connection.provider}</h2>
          <p>
            {accountLine(connection)} · {text.environments[connection.environment]}
          </p>
        </div>
        {mayWrite && <ConnectionMenu row={row} onReconnect={() => setReconnecting(true)} onGone={() => onOpen("")} />}
        <IconButton label={text.panel.close} size="small" icon={<X size={16} aria-hidden />} onClick={() => onOpen("")} />
      </header>
      <div className={styles.body}>
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
        <Permissions row={row} />
        <Details row={row} mayWrite={mayWrite} />
      </div>
      {reconnecting && provider && <ReconnectDialog connection={connection} provider={provider} onClose={() => setReconnecting(false)} />}
    </aside>
  );
}
