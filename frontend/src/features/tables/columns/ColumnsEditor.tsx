import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { Button } from "@/ui/Button";
import { Checkbox } from "@/ui/Checkbox";
import { IconButton } from "@/ui/IconButton";
import { Input, Select } from "@/ui/Input";
import { text } from "../text";
import styles from "./ColumnsEditor.module.css";
import { columnTypes, moved, newColumn, type DraftColumn } from "./draft";

export interface ColumnsEditorProps {
  columns: readonly DraftColumn[];
  onChange: (columns: DraftColumn[]) => void;
}

/** The columns of a table, one a line: name, type, required, place. */
export function ColumnsEditor({ columns, onChange }: ColumnsEditorProps) {
  const set = (at: number, change: Partial<DraftColumn>) => onChange(columns.map((column, index) => (index === at ? { ...column, ...change } : column)));
  return (
    <fieldset className={styles.columns}>
      <legend>{text.column.title}</legend>
      <p>{text.column.why}</p>
      {columns.length > 0 && (
        <ol className={styles.list}>
          {columns.map((column, at) => (
            <li key={column.key} className={styles.line}>
              <Input aria-label={text.column.name(at + 1)} value={column.name} maxLength={200} autoComplete="off" onChange={(event) => set(at, { name: event.target.value })} />
              <Select aria-label={text.column.type(column.name)} value={column.type} onChange={(event) => set(at, { type: event.target.value as DraftColumn["type"] })}>
                {columnTypes.map((type) => (
                  <option key={type} value={type}>
                    {text.types[type]}
                  </option>
                ))}
              </Select>
              <span className={styles.required}>
                <Checkbox label={`${text.column.required}: ${column.name}`} checked={column.required} onChange={() => set(at, { required: !column.required })} />
                <span aria-hidden>{text.column.required}</span>
              </span>
              <IconButton size="small" label={text.column.up(column.name)} disabled={at === 0} icon={<ArrowUp size={14} aria-hidden />} onClick={() => onChange(moved(columns, at, -1))} />
              <IconButton size="small" label={text.column.down(column.name)} disabled={at === columns.length - 1} icon={<ArrowDown size={14} aria-hidden />} onClick={() => onChange(moved(columns, at, 1))} />
              <IconButton size="small" label={text.column.remove(column.name)} icon={<Trash2 size={14} aria-hidden />} onClick={() => onChange(columns.filter((_, index) => index !== at))} />
              {column.type === "select" && (
                <Input
                  className={styles.options}
                  aria-label={text.column.options(column.name)}
                  placeholder={text.column.optionsHint}
                  value={column.options}
                  autoComplete="off"
                  onChange={(event) => set(at, { options: event.target.value })}
                />
              )}
            </li>
          ))}
        </ol>
      )}
      <Button size="small" icon={<Plus size={14} aria-hidden />} onClick={() => onChange([...columns, newColumn()])}>
        {text.column.add}
      </Button>
    </fieldset>
  );
}
