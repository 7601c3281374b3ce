import { errorSentence } from "@/api/errors";
import { useChangeCompany } from "@/api/queries/useChangeCompany";
import { useMay } from "@/api/queries/useMay";
import { useTimeZones } from "@/api/queries/useTimeZones";
import { Select } from "@/ui/Input";
import styles from "./CompanySection.module.css";

const about = "Schedules without a time zone of their own go by it, and so do times in mails.";

/** Saved as soon as it is chosen; shown as text to those who may not change it. */
export function CompanyZone({ id, zone }: { id: string; zone: string }) {
  const may = useMay("members:write");
  const zones = useTimeZones().data ?? [];
  const change = useChangeCompany();
  if (!may) return <span id={id}>{zone.replaceAll("_", " ")}</span>;
  const shown = change.isPending ? (change.variables.timezone ?? zone) : zone;
  return (
    <div className={styles.zone}>
      <Select id={id} value={shown} aria-describedby={`${id}-about`} disabled={change.isPending} onChange={({ target }) => change.mutate({ timezone: target.value })}>
        {!zones.some((one) => one.value === shown) && <option value={shown}>{shown}</option>}
        {zones.map((one) => (
          <option key={one.value} value={one.value}>
            {one.value === one.hint ? one.label : `${one.label} (${one.hint})`}
          </option>
        ))}
      </Select>
      <p id={`${id}-about`} className={change.isError ? styles.problem : styles.about}>
        {change.isError ? errorSentence(change.error) : about}
      </p>
    </div>
  );
}
