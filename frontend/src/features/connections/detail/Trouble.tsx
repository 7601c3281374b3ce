import { Lock, RefreshCw } from "lucide-react";
import { Button } from "@/ui/Button";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { needsReconnect } from "../health";
import type { ConnectionRowData } from "../rows";
import { text } from "../text";
import styles from "./ConnectionPanel.module.css";

export interface TroubleProps {
  row: ConnectionRowData;
  mayWrite: boolean;
  onReconnect: () => void;
  onAdd: () => void;
}

/** What is wrong, in words, and the way on; nothing while it works. */
export function Trouble({ row, mayWrite, onReconnect, onAdd }: TroubleProps) {
  const { connection, health, provider } = row;
  if (health.group === "working") return null;
  return (
    <section className={styles.trouble} data-state={health.glyph} role={health.group === "broken" ? "alert" : "status"}>
      <StatusGlyph state={health.glyph} size={18} />
      <h3>{health.words}</h3>
      {health.more && <p>{health.more}</p>}
      {connection.statusDetail && (
        <p className={styles.answer}>
          {text.panel.answered(provider?.name ?? connection.provider)} <code>{connection.statusDetail}</code>
        </p>
      )}
      {mayWrite && needsReconnect(connection) && (
        <>
          <div className={styles.actions}>
            <Button variant="filled" icon={<RefreshCw size={15} aria-hidden />} onClick={onReconnect}>
              {connection.status === "pending" ? text.panel.finish : text.panel.reconnect}
            </Button>
            <Button onClick={onAdd}>{text.panel.useAnother}</Button>
          </div>
          <p className={styles.keeps}>
            <Lock size={13} aria-hidden />
            {text.panel.keepsId}
          </p>
        </>
      )}
    </section>
  );
}
