import { useState, type ReactNode } from "react";
import { HOURS, INTERVAL_UNITS, MINUTES, ordinal, type Plan } from "@/graph/schedule";
import { Input, Select } from "@/ui/Input";
import { DayButtons } from "./DayButtons";
import styles from "./schedule.module.css";
import { text } from "./text";

export interface PlanFieldsProps {
  plan: Plan;
  disabled: boolean;
  /** The id of the words on what is wrong with a cron expression. */
  wrongId: string | undefined;
  onChange: (plan: Plan) => void;
}

/** What there is to choose for one kind of schedule. */
export function PlanFields({ plan, disabled, wrongId, onChange }: PlanFieldsProps) {
  switch (plan.kind) {
    case "minutes":
      return (
        <Row label={text.every}>
          <Choice label={text.every} value={plan.every} options={MINUTES} name={text.minutes} disabled={disabled} onChange={(every) => onChange({ ...plan, every })} />
        </Row>
      );
    case "hours":
      return (
        <Row label={text.every}>
          <Choice label={text.every} value={plan.every} options={HOURS} name={text.hours} disabled={disabled} onChange={(every) => onChange({ ...plan, every })} />
          <span>{text.atMinute}</span>
          <Whole label={text.minute} value={plan.minute} least={0} most={59} disabled={disabled} onChange={(minute) => onChange({ ...plan, minute })} />
        </Row>
      );
    case "days":
      return (
        <Row label={text.at}>
          <Time value={plan.time} disabled={disabled} onChange={(time) => onChange({ ...plan, time })} />
        </Row>
      );
    case "weeks":
      return (
        <>
          <DayButtons days={plan.days} disabled={disabled} onChange={(days) => onChange({ ...plan, days })} />
          <Row label={text.at}>
            <Time value={plan.time} disabled={disabled} onChange={(time) => onChange({ ...plan, time })} />
          </Row>
        </>
      );
    case "months":
      return (
        <Row label={text.onThe}>
          <Select aria-label={text.dayOfMonth} value={String(plan.day)} disabled={disabled} onChange={({ target }) => onChange({ ...plan, day: target.value === "L" ? "L" : Number(target.value) })}>
            {Array.from({ length: 31 }, (_, index) => (
              <option key={index} value={index + 1}>
                {ordinal(index + 1)}
              </option>
            ))}
            <option value="L">{text.lastDay}</option>
          </Select>
          <span>{text.atSmall}</span>
          <Time value={plan.time} disabled={disabled} onChange={(time) => onChange({ ...plan, time })} />
        </Row>
      );
    case "interval":
      return (
        <Row label={text.every}>
          <Whole label={text.number} value={plan.value} least={1} most={525_600} disabled={disabled} onChange={(value) => onChange({ ...plan, value })} />
          <Select aria-label={text.unit} value={plan.unit} disabled={disabled} onChange={({ target }) => onChange({ ...plan, unit: target.value })}>
            {INTERVAL_UNITS.map((unit) => (
              <option key={unit}>{unit}</option>
            ))}
          </Select>
        </Row>
      );
    case "cron":
      return (
        <div>
          <Input
            className={styles.cron}
            aria-label={text.cron}
            aria-describedby={wrongId}
            aria-invalid={wrongId ? true : undefined}
            value={plan.text}
            placeholder="0 9 * * 1-5"
            spellCheck={false}
            autoComplete="off"
            disabled={disabled}
            onChange={({ target }) => onChange({ kind: "cron", text: target.value })}
          />
          {!wrongId && <p className={styles.hint}>{text.cronHint}</p>}
        </div>
      );
  }
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <span>{label}</span>
      {children}
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: number;
  options: readonly number[];
  name: (count: number) => string;
  disabled: boolean;
  onChange: (value: number) => void;
}

function Choice({ label, value, options, name, disabled, onChange }: ChoiceProps) {
  return (
    <Select aria-label={label} value={value} disabled={disabled} onChange={({ target }) => onChange(Number(target.value))}>
      {options.map((count) => (
        <option key={count} value={count}>
          {name(count)}
        </option>
      ))}
    </Select>
  );
}

interface WholeProps {
  label: string;
  value: number;
  least: number;
  most: number;
  disabled: boolean;
  onChange: (value: number) => void;
}

function Whole({ label, value, least, most, disabled, onChange }: WholeProps) {
  // On the way from 1 to 15 the field is empty for a moment; what is typed counts once it is a number that fits.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Input
      type="number"
      className={styles.number}
      aria-label={label}
      min={least}
      max={most}
      value={typed ?? value}
      disabled={disabled}
      onBlur={() => setTyped(null)}
      onChange={({ target }) => {
        setTyped(target.value);
        const next = target.valueAsNumber;
        if (Number.isInteger(next)) onChange(Math.min(most, Math.max(least, next)));
      }}
    />
  );
}

function Time({ value, disabled, onChange }: { value: string; disabled: boolean; onChange: (time: string) => void }) {
  return (
    <Input type="time" className={styles.time} aria-label={text.time} value={value} disabled={disabled} onChange={({ target }) => target.value !== "" && onChange(target.value.slice(0, 5))} />
  );
}
