import { Lock, Plus } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/queries/useMay";
import { useSecrets } from "@/api/queries/useSecrets";
import type { Secret } from "@/api/types";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { ConfirmDialog } from "../ConfirmDialog";
import { LoadFailure } from "../LoadFailure";
import { Section } from "../Section";
import { SecretDialog } from "./SecretDialog";
import { SecretTable } from "./SecretTable";
import { text } from "./text";

export function SecretsSection() {
  const { list, remove } = useSecrets();
  const mayWrite = useMay("secrets:write");
  const [editing, setEditing] = useState<{ secret?: Secret } | null>(null);
  const [removing, setRemoving] = useState<Secret | null>(null);
  const create = mayWrite && (
    <Button variant="filled" icon={<Plus size={15} strokeWidth={2.25} aria-hidden />} onClick={() => setEditing({})}>
      {text.create}
    </Button>
  );
  const none = list.data?.length === 0;
  return (
    <Section lead={text.lead} action={!none && create}>
      {list.isError && !list.data ? (
        <LoadFailure title={text.failed} error={list.error} onRetry={() => void list.refetch()} />
      ) : none ? (
        <EmptyState icon={<Lock size={20} aria-hidden />} title={text.none} actions={create}>
          {mayWrite ? text.noneWhy : text.noneReader}
        </EmptyState>
      ) : (
        <SecretTable secrets={list.data} mayWrite={mayWrite} onReplace={(secret) => setEditing({ secret })} onRemove={setRemoving} />
      )}
      {editing && <SecretDialog secret={editing.secret} onClose={() => setEditing(null)} />}
      {removing && (
        <ConfirmDialog
          title={text.removeTitle(removing.name)}
          why={text.removeWhy}
          keep={text.keep}
          act={text.remove}
          acting={text.removing}
          done={text.removed(removing.name)}
          mutation={remove}
          variables={removing.name}
          onClose={() => setRemoving(null)}
        />
      )}
    </Section>
  );
}
