import * as Popover from "@radix-ui/react-popover";
import { Filter, Plus, X } from "lucide-react";
import { useState, type FormEvent } from "react";
import type { TableColumn } from "@/api/types";
import { isUnary, OPERATORS } from "@/forms/widgets/operators";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Input, Select } from "@/ui/Input";
import { text } from "../text";
import { conditionsOf, emptyCondition, filterOf, type Condition } from "./conditions";
import styles from "./FilterMenu.module.css";

export interface FilterMenuProps {
  columns: readonly TableColumn[];
  filter: string;
  onChange: (filter: string) => void;
}

/** Conditions on the rows: all of them must hold. */
export function FilterMenu({ columns, filter, onChange }: FilterMenuProps) {
  const [open, setOpen] = useState(false);
  const [drafts, setDrafts] = useState<Condition[]>([]);
  const applied = conditionsOf(filter).length;
  const set = (at: number, change: Partial<Condition>) => setDrafts(drafts.map((draft, index) => (index === at ? { ...draft, ...change } : draft)));
  const apply = (next: readonly Condition[]) => {
    onChange(filterOf(next, columns));
    setOpen(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apply(drafts);
  };
  return (
    <Popover.Root
      open={open}
      onOpenChange={(next) => {
        if (next) setDrafts(applied > 0 ? conditionsOf(filter) : [emptyCondition(columns)]);
        setOpen(next);
      }}
    >
      <Popover.Trigger asChild>
        <Button icon={<Filter size={14} aria-hidden />} disabled={columns.length === 0} aria-pressed={applied > 0}>
          {applied > 0 ? `${text.filter.open} ${String(applied)}` : text.filter.open}
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className={styles.menu} align="start" sideOffset={6} collisionPadding={8} aria-label={text.filter.title}>
          <form onSubmit={submit}>
            <h2>{text.filter.title}</h2>
            <ol>
              {drafts.map((draft, at) => (
                <li key={at}>
                  <Select aria-label={text.filter.column} value={draft.column} onChange={(event) => set(at, { column: event.target.value })}>
                    {columns.map((column) => (
                      <option key={column.id}>{column.name}</option>
                    ))}
                  </Select>
                  <Select aria-label={text.filter.operator} value={draft.operator} onChange={(event) => set(at, { operator: event.target.value })}>
                    {OPERATORS.map((operator) => (
                      <option key={operator.id} value={operator.id}>
                        {operator.words}
                      </option>
                    ))}
                  </Select>
                  {isUnary(draft.operator) ? <span /> : <ValueField column={columns.find((column) => column.name === draft.column)} value={draft.typed} onChange={(typed) => set(at, { typed })} />}
                  <IconButton size="small" label={text.filter.remove} icon={<X size={14} aria-hidden />} onClick={() => setDrafts(drafts.filter((_, index) => index !== at))} />
                </li>
              ))}
            </ol>
            <footer>
              <Button size="small" variant="plain" icon={<Plus size={14} aria-hidden />} onClick={() => setDrafts([...drafts, emptyCondition(columns)])}>
                {text.filter.add}
              </Button>
              {applied > 0 && (
                <Button size="small" onClick={() => apply([])}>
                  {text.filter.clear}
                </Button>
              )}
              <Button size="small" variant="filled" type="submit">
                {text.filter.apply}
              </Button>
            </footer>
          </form>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function ValueField({ column, value, onChange }: { column: TableColumn | undefined; value: string; onChange: (value: string) => void }) {
  if (column?.type === "select" || column?.type === "boolean") {
    const options = column.type === "select" ? column.options.map((option) => [option, option] as const) : ([["true", text.sheet.yes], ["false", text.sheet.no]] as const);
    return (
      <Select aria-label={text.filter.value} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="" />
        {options.map(([each, label]) => (
          <option key={each} value={each}>
            {label}
          </option>
        ))}
      </Select>
    );
  }
  return <Input aria-label={text.filter.value} value={value} autoComplete="off" onChange={(event) => onChange(event.target.value)} />;
}
