import { Pin } from "lucide-react";
import { memo, useState } from "react";
import { typeOf } from "@/graph/catalogue";
import { isPinned, type BlockDef } from "@/graph/definition";
import { sentenceOf, sentenceText } from "@/graph/sentence";
import { sameStrip, stripOf } from "@/graph/strip";
import { useStudio } from "@/graph-react/useStudio";
import { BlockTile } from "@/ui/BlockTile";
import { cx } from "@/ui/cx";
import { useCanvas } from "../store/useCanvas";
import { text } from "../text";
import styles from "./BlockCard.module.css";
import { BlockPorts } from "./BlockPorts";
import { Sentence } from "./Sentence";
import { StatusStrip } from "./StatusStrip";

/** A card is a sentence: icon, name, what it does, and what came out last. */
export const BlockCard = memo(function BlockCard({ block, selected }: { block: BlockDef; selected: boolean }) {
  // The stubs on free ports are made only where one points: 500 cards would carry thousands of them.
  const [hovered, setHovered] = useState(false);
  const catalogue = useStudio((state) => state.catalogue);
  const strip = useStudio((state) => stripOf(state, block), sameStrip);
  const running = useStudio((state) => state.run !== null || state.overlay !== null);
  const isTabStop = useStudio((state) => (state.selection.length > 0 ? state.selection[0] === block.id : state.doc.blocks[0]?.id === block.id));
  const sideSocket = useCanvas((state) => state.geometry.sockets.get(block.id));
  const type = typeOf(catalogue, block);
  const parts = sentenceOf(catalogue, block);
  // In a draft an app keeps its colour, whatever the last run did without.
  const grey = strip.tone === "off" || (running && strip.tone === "skipped");
  return (
    <article
      className={cx(styles.card, styles[strip.tone], running && styles.painted, selected && styles.selected)}
      data-testid={`block-${block.id}`}
      data-block={block.id}
      data-status={strip.tone}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
    >
      <button
        type="button"
        className={styles.cover}
        tabIndex={isTabStop ? 0 : -1}
        aria-label={`${block.name}. ${sentenceText(parts)}. ${strip.text}`}
        aria-pressed={selected}
        title={sentenceText(parts)}
        data-cover={block.id}
      />
      <div className={styles.body}>
        <span className={styles.tile}>
          <BlockTile icon={type?.icon ?? "circle-help"} color={type?.color} provider={type?.provider} category={type?.category} grey={grey} />
        </span>
        <div className={styles.words}>
          <div className={styles.nameLine}>
            <h3 className={styles.name}>{block.name}</h3>
          </div>
          <Sentence parts={parts} />
        </div>
      </div>
      <StatusStrip strip={strip} />
      {isPinned(block) && <Pin size={12} className={styles.pinned} aria-label={text.pinned} role="img" />}
      {block.notes && <span className={styles.noted} title={block.notes} aria-hidden />}
      <BlockPorts block={block} isTrigger={type?.isTrigger ?? false} selected={selected} hovered={hovered} sideSocket={sideSocket} />
    </article>
  );
});
