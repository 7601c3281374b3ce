import { Calendar, ChevronDown } from "lucide-react";
import { useId, useState, type FormEvent } from "react";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input } from "@/ui/Input";
import { Menu, MenuChoice, MenuItem, MenuSeparator } from "@/ui/Menu";
import { periodLabel, periodMistake, periods } from "./eventPeriods";
import { text } from "./text";
import type { EventListView } from "./useEventListView";

/** When the events came: today, the last day or week, or between two moments. */
export function EventPeriodMenu({ view }: { view: EventListView }) {
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button icon={<Calendar size={15} aria-hidden />} after={<ChevronDown size={14} aria-hidden />}>
            {periodLabel(view)}
          </Button>
        }
      >
        <MenuChoice value={view.from || view.to ? "between" : view.period} options={periods} onChange={(period) => view.set({ period, from: "", to: "" })} />
        <MenuSeparator />
        <MenuItem onSelect={() => setAsks(true)}>{text.fromTo}</MenuItem>
      </Menu>
      {asks && <BetweenDialog view={view} onClose={() => setAsks(false)} />}
    </>
  );
}

function BetweenDialog({ view, onClose }: { view: EventListView; onClose: () => void }) {
  const [from, setFrom] = useState(view.from);
  const [to, setTo] = useState(view.to);
  const [tried, setTried] = useState(false);
  const formId = useId();
  const mistake = periodMistake(from, to);
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    setTried(true);
    if (mistake) return;
    view.set({ period: "", from, to });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={text.periodTitle}
      description={text.periodWhy}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="filled" type="submit" form={formId}>
            {text.show}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        <Field label={text.from}>{(control) => <Input {...control} type="datetime-local" value={from} onChange={(change) => setFrom(change.target.value)} />}</Field>
        <Field label={text.to} error={tried ? mistake : undefined}>
          {(control) => <Input {...control} type="datetime-local" value={to} onChange={(change) => setTo(change.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}
