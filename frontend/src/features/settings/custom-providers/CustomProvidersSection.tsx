import { Plus, Puzzle } from "lucide-react";
import { useState } from "react";
import { useCustomProviders } from "@/api/queries/useCustomProviders";
import { useMay } from "@/api/queries/useMay";
import type { CustomProvider } from "@/api/types";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { EmptyState } from "@/ui/EmptyState";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import { ConfirmDialog } from "../ConfirmDialog";
import { LoadFailure } from "../LoadFailure";
import { Section } from "../Section";
import styles from "../SimpleTable.module.css";
import { CustomProviderDialog } from "./CustomProviderDialog";
import { text } from "./text";

export function CustomProvidersSection() {
  const { list: found, remove } = useCustomProviders();
  const mayWrite = useMay("connections:write");
  const [editing, setEditing] = useState<{ provider?: CustomProvider } | null>(null);
  const [removing, setRemoving] = useState<CustomProvider | null>(null);
  const create = mayWrite && (
    <Button variant="filled" icon={<Plus size={15} strokeWidth={2.25} aria-hidden />} onClick={() => setEditing({})}>
      {text.create}
    </Button>
  );
  const none = found.data?.length === 0;
  return (
    <Section lead={text.lead} action={!none && create}>
      {found.isError && !found.data ? (
        <LoadFailure title={text.failed} error={found.error} onRetry={() => void found.refetch()} />
      ) : none ? (
        <EmptyState icon={<Puzzle size={20} aria-hidden />} title={text.none} actions={create}>
          {mayWrite ? text.noneWhy : text.noneReader}
        </EmptyState>
      ) : (
        <table className={cx(list.table, styles.table)} aria-busy={!found.data}>
          <thead>
            <tr>
              <th>{text.columns.name}</th>
              <th>{text.columns.address}</th>
              <th>{text.columns.auth}</th>
              <th className={styles.acts}>
                <span className="visually-hidden">{text.change}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {found.data?.map((provider) => (
              <tr key={provider.id}>
                <td>
                  <b>{provider.name}</b>
                </td>
                <td className={list.quiet}>{provider.baseUrl}</td>
                <td className={list.quiet}>{text.auths[provider.auth]}</td>
                <td className={styles.acts}>
                  {mayWrite && (
                    <>
                      <Button size="small" aria-label={`${text.change} ${provider.name}`} onClick={() => setEditing({ provider })}>
                        {text.change}
                      </Button>{" "}
                      <Button variant="danger" size="small" aria-label={`${text.remove} ${provider.name}`} onClick={() => setRemoving(provider)}>
                        {text.remove}
                      </Button>
                    </>
                  )}
                </td>
              </tr>
            )) ?? (
              <tr>
                <td colSpan={4}>
                  <Skeleton width={240} />
                </td>
              </tr>
            )}
          </tbody>
        </table>
      )}
      {editing && <CustomProviderDialog provider={editing.provider} onClose={() => setEditing(null)} />}
      {removing && (
        <ConfirmDialog
          title={text.removeTitle(removing.name)}
          why={text.removeWhy}
          keep={text.keep}
          act={text.remove}
          acting={text.removing}
          done={text.removed(removing.name)}
          mutation={remove}
          variables={removing.id}
          onClose={() => setRemoving(null)}
        />
      )}
    </Section>
  );
}
