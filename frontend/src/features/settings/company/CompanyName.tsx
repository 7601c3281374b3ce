import { useState, type FormEvent } from "react";
import { errorSentence } from "@/api/errors";
import { useChangeCompany } from "@/api/queries/useChangeCompany";
import { useMay } from "@/api/queries/useMay";
import { Button } from "@/ui/Button";
import { Input } from "@/ui/Input";
import styles from "./CompanySection.module.css";

/** Changed by Enter or the button that comes with the first letter; shown as text to those who may not change it. */
export function CompanyName({ id, name }: { id: string; name: string }) {
  const may = useMay("members:write");
  const change = useChangeCompany();
  const [typed, setTyped] = useState<string | null>(null);
  if (!may) return <span id={id}>{name}</span>;
  const shown = typed ?? name;
  const isNew = shown.trim() !== name;
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!isNew || !shown.trim() || change.isPending) return;
    change.mutate({ name: shown.trim() }, { onSuccess: () => setTyped(null) });
  };
  return (
    <form className={styles.name} onSubmit={save}>
      <Input
        id={id}
        value={shown}
        maxLength={150}
        autoComplete="organization"
        aria-invalid={change.isError || undefined}
        aria-describedby={change.isError ? `${id}-problem` : undefined}
        onChange={(event) => setTyped(event.target.value)}
      />
      {isNew && (
        <Button type="submit" disabled={!shown.trim()} busy={change.isPending} busyLabel="Saving…">
          Save
        </Button>
      )}
      {change.isError && (
        <p id={`${id}-problem`} className={styles.problem}>
          {errorSentence(change.error)}
        </p>
      )}
    </form>
  );
}
