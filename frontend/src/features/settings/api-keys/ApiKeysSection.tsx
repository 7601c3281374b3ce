import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { isApiError } from "@/api/errors";
import { useApiKeys } from "@/api/queries/useApiKeys";
import { useMay } from "@/api/queries/useMay";
import type { NewApiKey } from "@/api/types";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { LoadFailure } from "../LoadFailure";
import { Section } from "../Section";
import { ApiKeyTable } from "./ApiKeyTable";
import { ShownOnceDialog } from "../ShownOnceDialog";
import { NewKeyDialog } from "./NewKeyDialog";
import { text } from "./text";

export function ApiKeysSection() {
  const { list } = useApiKeys();
  const mayWrite = useMay("members:write");
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<NewApiKey | null>(null);

  if (isApiError(list.error, "FORBIDDEN")) {
    return <EmptyState icon={<KeyRound size={20} aria-hidden />} title={text.notAllowed} />;
  }
  const create = mayWrite && (
    <Button variant="filled" icon={<Plus size={15} strokeWidth={2.25} aria-hidden />} onClick={() => setCreating(true)}>
      {text.create}
    </Button>
  );
  const none = list.data?.length === 0;
  return (
    <Section lead={text.lead} action={!none && create}>
      {list.isError && !list.data ? (
        <LoadFailure title={text.failed} error={list.error} onRetry={() => void list.refetch()} />
      ) : none ? (
        <EmptyState icon={<KeyRound size={20} aria-hidden />} title={text.none} actions={create}>
          {mayWrite ? text.noneWhy : text.noneReader}
        </EmptyState>
      ) : (
        <ApiKeyTable apiKeys={list.data} mayRevoke={mayWrite} />
      )}
      {creating && (
        <NewKeyDialog
          onClose={() => setCreating(false)}
          onMade={(key) => {
            setCreating(false);
            setMade(key);
          }}
        />
      )}
      {made && <ShownOnceDialog title={text.madeTitle} why={text.madeWhy} value={made.key} words={text} onClose={() => setMade(null)} />}
    </Section>
  );
}
