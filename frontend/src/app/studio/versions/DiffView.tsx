import type { BlockChange, VersionDiff } from "@/api/types";
import type { EdgeDef, Json } from "@/graph/definition";
import { cx } from "@/ui/cx";
import { text } from "../text";
import styles from "./Versions.module.css";

/** Block by block: added, removed, and field by field what changed. */
export function DiffView({ diff, unchanged }: { diff: VersionDiff; unchanged: string }) {
  const edges = [...diff.edges.added.map((edge) => ({ edge, change: "added" as const })), ...diff.edges.removed.map((edge) => ({ edge, change: "removed" as const }))];
  if (diff.blocks.length + edges.length + diff.settings.length === 0) return <p className={styles.quiet}>{unchanged}</p>;
  return (
    <div className={styles.diff} data-testid="diff">
      {diff.blocks.map((block) => (
        <BlockDiff key={block.id} block={block} />
      ))}
      {edges.length > 0 && (
        <section className={styles.change}>
          <h3>{text.versions.edges}</h3>
          <ul>
            {edges.map(({ edge, change }) => (
              <li key={`${change}${edge.source}${edge.sourcePort}${edge.target}`} className={styles.edge}>
                <Mark change={change} /> <code>{edgeWords(edge)}</code>
              </li>
            ))}
          </ul>
        </section>
      )}
      {diff.settings.length > 0 && (
        <section className={styles.change}>
          <h3>{text.versions.settings}</h3>
          <Fields fields={diff.settings} />
        </section>
      )}
    </div>
  );
}

function BlockDiff({ block }: { block: BlockChange }) {
  return (
    <section className={styles.change}>
      <h3>
        <Mark change={block.change} /> {block.name} <code>{block.id}</code>
      </h3>
      {block.change === "changed" && <Fields fields={block.fields} />}
    </section>
  );
}

function Fields({ fields }: { fields: BlockChange["fields"] }) {
  return (
    <dl className={styles.fields}>
      {fields.map((field) => (
        <div key={field.path}>
          <dt>{field.path}</dt>
          <dd className={styles.before}>{shown(field.before)}</dd>
          <dd className={styles.after}>{shown(field.after)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Mark({ change }: { change: BlockChange["change"] }) {
  return <span className={cx(styles.mark, styles[change])}>{text.versions[change]}</span>;
}

function edgeWords(edge: EdgeDef): string {
  return `${edge.source}${edge.sourcePort === "out" ? "" : `.${edge.sourcePort}`} → ${edge.target}`;
}

function shown(value: Json | undefined): string {
  if (value === null || value === undefined) return text.versions.nothing;
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}
