import { useState } from "react";
import type { ApiKey } from "@/api/types";
import { Button } from "@/ui/Button";
import { Tag } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import { Ago } from "@/ui/time/Ago";
import { formatDate, formatMoment } from "@/ui/time/ago";
import styles from "../SimpleTable.module.css";
import { RevokeDialog } from "./RevokeDialog";
import { text } from "./text";

const shownAtMost = 6;

export interface ApiKeyTableProps {
  /** Undefined while they are on their way. */
  apiKeys: readonly ApiKey[] | undefined;
  mayRevoke: boolean;
}

export function ApiKeyTable({ apiKeys, mayRevoke }: ApiKeyTableProps) {
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <>
      <table className={cx(list.table, styles.table)} aria-busy={!apiKeys}>
        <thead>
          <tr>
            <th>Name</th>
            <th>Key</th>
            <th>May</th>
            <th className={styles.narrow}>Created</th>
            <th className={styles.narrow}>Last used</th>
            <th className={styles.act}>
              <span className="visually-hidden">Revoke</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {apiKeys?.map((key) => (
            <tr key={key.id}>
              <td>
                <b>{key.name}</b>
              </td>
              <td>
                <code>
                  {key.prefix}…{key.lastFour}
                </code>
              </td>
              <td className={styles.wrap}>
                <Scopes scopes={key.scopes} />
              </td>
              <td className={cx(list.quiet, styles.narrow)} data-label="Created" title={formatMoment(key.createdAt)}>
                {formatDate(key.createdAt)}
              </td>
              <td className={cx(list.quiet, styles.narrow)} data-label="Last used">
                {key.lastUsedAt ? <Ago at={key.lastUsedAt} /> : text.never}
              </td>
              <td className={styles.act}>
                {mayRevoke && (
                  <Button variant="danger" size="small" aria-label={`${text.revoke} ${key.name}`} onClick={() => setRevoking(key)}>
                    {text.revoke}
                  </Button>
                )}
              </td>
            </tr>
          )) ?? <WaitingRow />}
        </tbody>
      </table>
      {revoking && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

/** Many are folded: a key that may everything would be taller than the rest of the page. */
function Scopes({ scopes }: { scopes: readonly string[] }) {
  const tags = (
    <span className={styles.tags}>
      {scopes.map((scope) => (
        <Tag key={scope}>{scope}</Tag>
      ))}
    </span>
  );
  if (scopes.length <= shownAtMost) return tags;
  return (
    <details className={styles.fold}>
      <summary>{text.scopes(scopes.length)}</summary>
      {tags}
    </details>
  );
}

function WaitingRow() {
  return (
    <tr>
      {[110, 130, 200, 56, 64].map((width) => (
        <td key={width}>
          <Skeleton width={width} />
        </td>
      ))}
      <td />
    </tr>
  );
}
