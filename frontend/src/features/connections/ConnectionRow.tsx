import { memo } from "react";
import { Avatar } from "@/ui/Avatar";
import { Tag } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { Ago } from "@/ui/time/Ago";
import { Tooltip } from "@/ui/Tooltip";
import { accountLine } from "./accountLine";
import styles from "./Connections.module.css";
import { initialsOf } from "./initials";
import { ProviderTile } from "./ProviderTile";
import type { ConnectionRowData } from "./rows";
import { text } from "./text";

export interface ConnectionRowProps {
  row: ConnectionRowData;
  isOpen: boolean;
  onOpen: (id: string) => void;
}

export const ConnectionRow = memo(function ConnectionRow({ row, isOpen, onOpen }: ConnectionRowProps) {
  const { connection, provider, health, workflows } = row;
  const { owner } = connection;
  const account = accountLine(connection);
  return (
    <tr className={cx(list.row, isOpen && styles.open)} data-connection={connection.id}>
      <td>
        <div className={styles.account}>
          <ProviderTile provider={provider} />
          <div className={list.two}>
            <span className={styles.app}>
              <button type="button" className={cx(list.cover, styles.name)} aria-expanded={isOpen} onClick={() => onOpen(isOpen ? "" : connection.id)}>
                <b>{provider?.name ?? connection.provider}</b>
              </button>
              <span className={styles.tags}>
                {connection.isDefault && <Tag>{text.isDefault}</Tag>}
                {connection.environment !== "production" && <Tag>{text.environments[connection.environment]}</Tag>}
                {connection.sameAccount.length > 0 && <Tag>{text.duplicate}</Tag>}
              </span>
            </span>
            <small title={account}>{account}</small>
          </div>
        </div>
      </td>
      <td className={styles.health}>
        <div className={styles.state} data-state={health.glyph}>
          <StatusGlyph state={health.glyph} size={15} />
          <div className={list.two}>
            <span className={styles.words}>{health.words}</span>
            <small title={health.more}>{health.more}</small>
          </div>
        </div>
      </td>
      <td className={cx(styles.uses, list.quiet)}>{workflows === undefined ? "" : text.workflows(workflows)}</td>
      <td className={cx(styles.used, list.quiet)}>{connection.lastUsedAt ? <Ago at={connection.lastUsedAt} /> : text.never}</td>
      <td className={styles.owner}>
        {owner && (
          <span className={list.above}>
            <Tooltip text={owner.name}>
              <span role="img" aria-label={owner.name}>
                <Avatar initials={initialsOf(owner.name)} />
              </span>
            </Tooltip>
          </span>
        )}
      </td>
    </tr>
  );
});
