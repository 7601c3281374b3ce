import type { Catalogue } from "@/graph/catalogue";
import { BlockTile } from "@/ui/BlockTile";
import styles from "./WorkflowTiles.module.css";

const shownAtMost = 4;

/** What a workflow works with: apps first, then our own blocks, each once. */
export function WorkflowTiles({ types, catalogue }: { types: readonly string[]; catalogue: Catalogue | undefined }) {
  const known = [...new Set(types)].map((type) => catalogue?.byType.get(type)).filter((type) => type !== undefined);
  const ordered = [...known.filter((type) => type.color), ...known.filter((type) => !type.color)];
  const shown = ordered.length > shownAtMost ? ordered.slice(0, shownAtMost - 1) : ordered;
  const rest = ordered.slice(shown.length);
  return (
    <span className={styles.tiles}>
      {shown.map((type) => (
        <BlockTile key={type.type} icon={type.icon} color={type.color} provider={type.provider} category={type.category} size={24} label={type.name} />
      ))}
      {rest.length > 0 && (
        <span className={styles.rest} title={rest.map((type) => type.name).join(", ")}>
          +{rest.length}
        </span>
      )}
    </span>
  );
}
