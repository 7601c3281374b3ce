import { useEffect, useRef } from "react";
import type { BlockChange, VersionDiff } from "@/api/types";
import { prettyName } from "@/forms/references/prettyName";
import { fieldName } from "@/forms/schema/fieldName";
import type { Catalogue } from "@/graph/catalogue";
import { findBlock, type BlockDef, type Definition, type EdgeDef, type Json } from "@/graph/definition";
import { portLabel } from "@/graph/ports";
import { cx } from "@/ui/cx";
import styles from "./Compare.module.css";
import { text } from "./text";

export interface ChangeListProps {
  diff: VersionDiff;
  /** Both versions in one: where names are found. */
  doc: Definition;
  catalogue: Catalogue;
  chosen: string | null;
  onChoose: (blockId: string) => void;
}

/** Block by block: added, removed, and field by field what changed. */
export function ChangeList({ diff, doc, catalogue, chosen, onChoose }: ChangeListProps) {
  const edges = [...diff.edges.added.map((edge) => ({ edge, change: "added" as const })), ...diff.edges.removed.map((edge) => ({ edge, change: "removed" as const }))];
  return (
    <div className={styles.changes} role="region" aria-label={text.list} data-testid="diff">
      {diff.blocks.map((change) => (
        <BlockDiff key={change.id} change={change} block={findBlock(doc, change.id)} catalogue={catalogue} isChosen={chosen === change.id} onChoose={onChoose} />
      ))}
      {edges.length > 0 && (
        <section className={styles.change}>
          <h3>{text.edges}</h3>
          <ul>
            {edges.map(({ edge, change }) => (
              <li key={`${change}${edge.source}${edge.sourcePort}${edge.target}`} className={styles.edge}>
                <Mark change={change} /> <span>{edgeWords(doc, catalogue, edge)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {diff.settings.length > 0 && (
        <section className={styles.change}>
          <h3>{text.settings}</h3>
          <Fields fields={diff.settings.map((field) => ({ ...field, name: prettyPath(field.path) }))} />
        </section>
      )}
    </div>
  );
}

interface BlockDiffProps {
  change: BlockChange;
  block: BlockDef | undefined;
  catalogue: Catalogue;
  isChosen: boolean;
  onChoose: (blockId: string) => void;
}

function BlockDiff({ change, block, catalogue, isChosen, onChoose }: BlockDiffProps) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isChosen) place.current?.scrollIntoView({ block: "nearest" });
  }, [isChosen]);
  const named = (path: string) => (block && path.startsWith("config.") ? fieldName(catalogue, block, path.slice("config.".length)) : prettyPath(path));
  return (
    <section ref={place} className={cx(styles.change, isChosen && styles.chosen)}>
      <h3>
        <Mark change={change.change} />
        <button type="button" onClick={() => onChoose(change.id)} aria-label={text.show(change.name)}>
          {change.name}
        </button>
      </h3>
      {change.change === "changed" && <Fields fields={change.fields.map((field) => ({ ...field, name: named(field.path) }))} />}
    </section>
  );
}

function Fields({ fields }: { fields: (BlockChange["fields"][number] & { name: string })[] }) {
  return (
    <dl className={styles.fields}>
      {fields.map((field) => (
        <div key={field.path}>
          <dt>{field.name}</dt>
          <dd className={styles.before}>{shown(field.before)}</dd>
          <dd className={styles.after}>{shown(field.after)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A field beside the config: "Retry config › max attempts". */
function prettyPath(path: string): string {
  if (path.startsWith("notes.")) return text.note;
  return path.split(".").map(prettyName).join(" › ");
}

function Mark({ change }: { change: BlockChange["change"] }) {
  return <span className={cx(styles.mark, styles[change])}>{text[change]}</span>;
}

/** By names: "Over 1000? (Yes) → Tell sales". */
function edgeWords(doc: Definition, catalogue: Catalogue, edge: EdgeDef): string {
  const source = findBlock(doc, edge.source);
  const label = source ? portLabel(catalogue, source, edge.sourcePort) : edge.sourcePort;
  return `${source?.name ?? edge.source}${label === "" ? "" : ` (${label})`} → ${findBlock(doc, edge.target)?.name ?? edge.target}`;
}

function shown(value: Json | undefined): string {
  if (value === null || value === undefined) return text.nothing;
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}
