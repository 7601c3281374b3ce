import { useMemo, useState } from "react";
import { fieldName } from "@/forms/schema/fieldName";
import { prettyName } from "@/forms/references/prettyName";
import type { Catalogue } from "@/graph/catalogue";
import { findBlock, type Definition, type Json } from "@/graph/definition";
import { merge, type Merge, type MergeConflict, type Choice, type Side } from "@/graph/merge";
import type { Conflict } from "@/graph/store";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { useStudio } from "@/graph-react/useStudio";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Dialog } from "@/ui/Dialog";
import { showToast } from "@/ui/toast/toasts";
import styles from "./Merge.module.css";
import { text } from "./text";

/** Two tabs, one draft: block by block mine or theirs; what does not clash comes together by itself, and nothing is lost. */
export function MergeDialog({ conflict, onClose }: { conflict: Conflict; onClose: () => void }) {
  const store = useStudioStore();
  const mine = useStudio((state) => state.doc);
  const base = useStudio((state) => state.savedDoc);
  const catalogue = useStudio((state) => state.catalogue);
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  const merged = useMemo(() => merge(base, mine, conflict.theirs), [base, mine, conflict.theirs]);
  const { conflicts } = merged;
  const open = conflicts.filter(({ key }) => choices[key] === undefined).length;
  const all = (side: Side) => setChoices(Object.fromEntries(conflicts.map(({ key }) => [key, side])));
  const confirm = () => {
    store.getState().merge(merged.resolve(choices));
    showToast({ text: text.merged });
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(stays) => !stays && onClose()}
      title={text.title}
      description={text.body}
      width={760}
      footer={
        <>
          <span className={styles.left}>
            <Button
              onClick={() => {
                store.getState().takeTheirs();
                onClose();
              }}
            >
              {text.takeTheirs}
            </Button>
          </span>
          <Button variant="filled" disabled={open > 0} onClick={confirm}>
            {text.confirm}
          </Button>
        </>
      }
    >
      <div className={styles.merge}>
        <div className={styles.head}>
          <b>{conflicts.length === 0 ? text.noClash : text.clash(conflicts.length)}</b>
          {conflicts.length > 1 && (
            <>
              <Button size="small" onClick={() => all("mine")}>
                {text.allMine}
              </Button>
              <Button size="small" onClick={() => all("theirs")}>
                {text.allTheirs}
              </Button>
            </>
          )}
        </div>
        {conflicts.map((one) => (
          <Clash key={one.key} conflict={one} doc={findBlock(mine, one.key) ? mine : conflict.theirs} catalogue={catalogue} chosen={choices[one.key]} onChoose={(side) => setChoices((before) => ({ ...before, [one.key]: side }))} />
        ))}
        <Taken taken={merged.taken} />
      </div>
    </Dialog>
  );
}

interface ClashProps {
  conflict: MergeConflict;
  doc: Definition;
  catalogue: Catalogue;
  chosen: Choice | undefined;
  onChoose: (choice: Choice) => void;
}

function Clash({ conflict, doc, catalogue, chosen, onChoose }: ClashProps) {
  const block = conflict.blockId === null ? undefined : findBlock(doc, conflict.blockId);
  const named = (path: string) => (block && path.startsWith("config.") ? fieldName(catalogue, block, path.slice("config.".length)) : prettyName(path));
  const words = (side: Side) =>
    conflict.deletedBy !== null ? (conflict.deletedBy === side ? text.deleted : text.changed) : conflict.fields.map((field) => ({ name: named(field.path), value: shown(field[side]) }));
  return (
    <fieldset className={styles.clash}>
      <legend>{conflict.blockId === null ? `${text.workflow}: ${prettyName(conflict.name)}` : conflict.name}</legend>
      {(["mine", "theirs"] as const).map((side) => {
        const said = words(side);
        return (
          <label key={side} className={cx(styles.side, chosen === side && styles.chosen)}>
            <input type="radio" name={conflict.key} checked={chosen === side} onChange={() => onChoose(side)} aria-label={`${text[side]}: ${conflict.name}`} />
            <span>
              <b>{text[side]}</b>
              {typeof said === "string" ? said : said.map(({ name, value }) => (
                <span key={name} className={styles.field}>
                  <small>{name}</small>
                  <code>{value}</code>
                </span>
              ))}
            </span>
          </label>
        );
      })}
      {conflict.canKeepBoth && (
        <label className={cx(styles.side, styles.both, chosen === "both" && styles.chosen)}>
          <input type="radio" name={conflict.key} checked={chosen === "both"} onChange={() => onChoose("both")} aria-label={`${text.both}: ${conflict.name}`} />
          <span>
            <b>{text.both}</b>
            {text.bothHint}
          </span>
        </label>
      )}
    </fieldset>
  );
}

/** What needs no choice, by name. */
function Taken({ taken }: Pick<Merge, "taken">) {
  const rows = (["both", "theirs", "mine"] as const).filter((side) => taken[side].length > 0);
  if (rows.length === 0) return null;
  return (
    <dl className={styles.taken}>
      {rows.map((side) => (
        <div key={side}>
          <dt>{text.kept[side]}</dt>
          <dd>{taken[side].join(", ")}</dd>
        </div>
      ))}
    </dl>
  );
}

function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return text.nothing;
  return typeof value === "string" ? value : JSON.stringify(value);
}
