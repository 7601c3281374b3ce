import { useId, useState } from "react";
import { useOptions } from "@/api/queries/useOptions";
import { Input } from "@/ui/Input";
import { useForm } from "../FormContext";
import { text } from "../text";
import { chosenOf, offeredOf, shownOf } from "./choices";
import { AddButton } from "./RowButtons";
import type { WidgetProps } from "./widgetProps";
import styles from "./choices.module.css";
import common from "./widgets.module.css";

/** So many can be looked through without a search. */
const FEW = 8;

/** Several of a list; names that are not in it may be added where the list is open. */
export function ChoicesWidget({ field, value, onChange, id, describedBy, optionsPath }: WidgetProps) {
  const { disabled } = useForm();
  const group = useId();
  const [search, setSearch] = useState("");
  const { data, isError, hasNextPage } = useOptions(optionsPath);
  const chosen = chosenOf(value ?? field.default);
  const offered = offeredOf(field, data?.pages.flatMap((page) => page.data));
  const isOpen = field.optionsFrom !== "";
  if (isOpen && optionsPath === null && chosen.length === 0) return <p className={styles.quiet}>{text.chooseOtherFirst}</p>;

  const shown = shownOf(offered, chosen, search, isOpen && (!data || hasNextPage) ? "" : text.unlisted);
  const name = search.trim();
  const isNew = isOpen && name !== "" && !offered.some((option) => option.value === name) && !chosen.includes(name);
  const write = (next: string[]) => onChange(next.length === 0 ? undefined : next);
  const toggle = (one: string) => write(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one]);
  const add = () => {
    write([...chosen, name]);
    setSearch("");
  };
  return (
    <div role="group" aria-label={field.label} aria-describedby={describedBy}>
      {(isOpen || offered.length > FEW) && (
        <Input
          id={id}
          value={search}
          disabled={disabled}
          placeholder={text.searchChoices}
          aria-label={text.searchIn(field.label)}
          spellCheck={false}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => event.key === "Enter" && isNew && shown.length === 0 && add()}
        />
      )}
      <div className={styles.list}>
        {shown.map((option) => (
          <label key={option.value} className={styles.choice} htmlFor={`${group}-${option.value}`}>
            <input
              id={`${group}-${option.value}`}
              type="checkbox"
              checked={chosen.includes(option.value)}
              disabled={disabled}
              onChange={() => toggle(option.value)}
            />
            <span>{option.label}</span>
            {option.hint !== "" && <code>{option.hint}</code>}
          </label>
        ))}
        {shown.length === 0 && !isNew && <p className={styles.quiet}>{data || !isOpen ? text.noSuchChoice : text.loadingChoices}</p>}
      </div>
      {isNew && <AddButton label={text.addChoice(name)} disabled={disabled} onClick={add} />}
      {isError && <p className={common.problem}>{text.listDidNotLoad}</p>}
    </div>
  );
}
