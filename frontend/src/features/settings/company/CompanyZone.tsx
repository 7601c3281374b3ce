import { errorSentence } from "@/api/errors";
import { useChangeCompany } from "@/api/queries/useChangeCompany";
import { useMay } from "@/api/queries/useMay";
import { PickField } from "@/forms/widgets/PickField";
import styles from "./CompanySection.module.css";

const about = "Schedules without a time zone of their own go by it, and so do times in emails.";

/** Saved as soon as it is chosen; shown as text to those who may not change it. */
export function CompanyZone({ id, zone }: { id: string; zone: string }) {
  const may = useMay("members:write");
  const change = useChangeCompany();
  if (!may) return <span id={id}>{zone.replaceAll("_", " ")}</span>;
  const shown = change.isPending ? (change.variables.timezone ?? zone) : zone;
  return (
    <div className={styles.zone}>
      <PickField
        id={id}
        label="Time zone"
        describedBy={`${id}-about`}
        invalid={change.isError}
        disabled={change.isPending}
        placeholder=""
        value={shown}
        path="timezones"
        onChange={(timezone) => timezone !== "" && change.mutate({ timezone })}
        isClosed
      />
      <p id={`${id}-about`} className={change.isError ? styles.problem : styles.about}>
        {change.isError ? errorSentence(change.error) : about}
      </p>
    </div>
  );
}
