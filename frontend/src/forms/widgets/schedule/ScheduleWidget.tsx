import { useState } from "react";
import { useSchedulePreview, type ScheduleFields } from "@/api/queries/useSchedulePreview";
import type { Json } from "@/graph/definition";
import { readPlan, startOf, writePlan, type Plan, type PlanKind } from "@/graph/schedule";
import { Select } from "@/ui/Input";
import { useSettled } from "@/ui/useSettled";
import { useForm } from "../../FormContext";
import { asText, type WidgetProps } from "../widgetProps";
import { NextFires } from "./NextFires";
import { PlanFields } from "./PlanFields";
import styles from "./schedule.module.css";
import { text } from "./text";
import { ZoneField } from "./ZoneField";

const SETTLE_MS = 150;

/** When a schedule runs: picked in plain words or written as cron, with what it comes to below. */
export function ScheduleWidget({ value, covered, onChange, onCoveredChange, id, describedBy, problem }: WidgetProps) {
  const { disabled } = useForm();
  const fields = { cron: value, interval: covered?.["interval"], timezone: covered?.["timezone"] };
  const read = readPlan(fields);
  // Whoever chose to write cron goes on writing it, also where the picker could show it.
  const [writesCron, setWritesCron] = useState(read?.kind === "cron");
  const plan: Plan | null = writesCron ? { kind: "cron", text: asText(value) } : read;
  // As text: equal fields are one question.
  const asked = useSettled(JSON.stringify(fields), SETTLE_MS);
  const preview = useSchedulePreview(JSON.parse(asked) as ScheduleFields).data;
  const refusal = preview?.error ?? (problem ? { field: "cron", message: problem } : null);
  const isOfZone = refusal?.field === "timezone";
  const wrong = isOfZone ? undefined : refusal?.message;
  const wrongId = `${id}-wrong`;
  // Where cron is written, that field is the wrong one; else what was picked.
  const isCronWrong = wrong !== undefined && plan?.kind === "cron";
  const isPickWrong = wrong !== undefined && !isCronWrong;

  const write = (next: Plan) => {
    const written = writePlan(next);
    onChange(written.cron === "" ? undefined : written.cron);
    if (fields.interval !== undefined || written.interval !== undefined) onCoveredChange?.("interval", written.interval);
  };
  const choose = (kind: PlanKind) => {
    setWritesCron(kind === "cron");
    write(startOf(kind, read));
  };
  const writeZone = (zone: Json | undefined) => onCoveredChange?.("timezone", zone);
  return (
    <div className={styles.schedule}>
      <Select
        id={id}
        aria-describedby={isPickWrong ? wrongId : describedBy}
        aria-invalid={isPickWrong || undefined}
        disabled={disabled}
        value={plan?.kind ?? ""}
        onChange={(event) => choose(event.target.value as PlanKind)}
      >
        {plan === null && <option value="">{text.choose}</option>}
        {text.kinds.map(([kind, label]) => (
          <option key={kind} value={kind}>
            {label}
          </option>
        ))}
      </Select>
      {plan && <PlanFields plan={plan} disabled={disabled} wrongId={isCronWrong ? wrongId : undefined} onChange={write} />}
      {wrong && (
        <p id={wrongId} className={styles.problem}>
          {wrong}
        </p>
      )}
      {plan && plan.kind !== "interval" && (
        <ZoneField value={asText(fields.timezone)} companyZone={fields.timezone ? null : (preview?.timezone ?? null)} error={isOfZone ? refusal.message : undefined} disabled={disabled} onChange={writeZone} />
      )}
      {plan && preview && !preview.error && <NextFires preview={preview} />}
    </div>
  );
}
