import type { FieldOrigin, ValueSource } from "@/api/types";
import { typeOf, type Catalogue } from "@/graph/catalogue";
import { findBlock, type BlockDef, type Definition } from "@/graph/definition";
import { fieldName } from "@/forms/schema/fieldName";
import { BlockTile } from "@/ui/BlockTile";
import { cx } from "@/ui/cx";
import { insidePath, isPlain, valueWords } from "./origins";
import styles from "./Origins.module.css";
import { text } from "./text";

export interface ValueOriginsProps {
  doc: Definition;
  catalogue: Catalogue;
  block: BlockDef;
  fields: readonly FieldOrigin[];
  onSelect: (blockId: string) => void;
}

/** Field by field: which block gave the value, where in its data it stood, and where a path led nowhere. */
export function ValueOrigins({ doc, catalogue, block, fields, onSelect }: ValueOriginsProps) {
  return (
    <dl className={styles.origins}>
      {fields.map((field) => (
        <div key={field.path} className={styles.field}>
          <dt title={field.template}>{fieldName(catalogue, block, field.path)}</dt>
          {field.sources.map((source) => (
            <dd key={source.reference} className={styles.source}>
              <Giver doc={doc} catalogue={catalogue} source={source} onSelect={onSelect} />
              {source.isKnown && !source.missing && <span className={styles.value}>{valueWords(source)}</span>}
              {source.missing && <span className={styles.missing}>{source.missing}</span>}
            </dd>
          ))}
          {!isPlain(field) && (
            <dd className={styles.reads}>
              {text.reads} <code>{valueWords(field)}</code>
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

function Giver({ doc, catalogue, source, onSelect }: Pick<ValueOriginsProps, "doc" | "catalogue" | "onSelect"> & { source: ValueSource }) {
  const block = source.blockId === null ? undefined : findBlock(doc, source.blockId);
  const type = block && typeOf(catalogue, block);
  const inside = insidePath(source);
  if (!block) {
    return (
      <span className={cx(styles.giver, styles.bare, source.missing && styles.lost)} title={source.reference}>
        {looseName(source, inside)}
      </span>
    );
  }
  return (
    <button type="button" className={cx(styles.giver, source.missing && styles.lost)} title={source.reference} aria-label={text.show(`${block.name} ${inside}`.trim())} onClick={() => onSelect(block.id)}>
      <BlockTile icon={type?.icon ?? "box"} color={type?.color} category={type?.category} size={14} />
      <span className={styles.name}>{block.name}</span>
      {inside !== "" && <span className={styles.inside}> {inside}</span>}
    </button>
  );
}

/** What belongs to no block. */
function looseName({ kind, reference, path }: ValueSource, inside: string): string {
  if (kind === "secret") return text.secret(String(path[1] ?? ""));
  if (kind === "variable") return text.variable(inside);
  return reference;
}
