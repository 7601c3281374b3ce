import type { NodeProps } from "@xyflow/react";
import { memo, useState } from "react";
import { typeOf } from "@/graph/catalogue";
import { findBlock, type BlockDef } from "@/graph/definition";
import { bodyIndex } from "@/graph/frames";
import { sentenceOf, sentenceText } from "@/graph/sentence";
import { sameStrip, stripOf } from "@/graph/strip";
import { useStudio } from "@/graph-react/useStudio";
import { BlockTile } from "@/ui/BlockTile";
import { cx } from "@/ui/cx";
import type { BlockNode } from "../store/canvasStore";
import { useCanvas } from "../store/useCanvas";
import styles from "./Frame.module.css";
import { BlockPorts } from "./BlockPorts";
import { FrameEmpty } from "./FrameEmpty";
import { FrameStarts } from "./FrameStarts";
import { FrameStatus } from "./FrameStatus";

/** A container: a header that says what it goes through, and room for the blocks it runs. */
export const FrameNode = memo(
  function FrameNode({ id, selected }: NodeProps<BlockNode>) {
    const block = useStudio((state) => findBlock(state.doc, id));
    return block ? <Frame block={block} selected={selected} /> : null;
  },
  (before, after) => before.id === after.id && before.selected === after.selected,
);

const Frame = memo(function Frame({ block, selected }: { block: BlockDef; selected: boolean }) {
  const [hovered, setHovered] = useState(false);
  const catalogue = useStudio((state) => state.catalogue);
  const strip = useStudio((state) => stripOf(state, block), sameStrip);
  const running = useStudio((state) => state.run !== null || state.overlay !== null);
  const isEmpty = useStudio((state) => !bodyIndex(state.doc).has(block.id));
  const isTabStop = useStudio((state) => (state.selection.length > 0 ? state.selection[0] === block.id : state.doc.blocks[0]?.id === block.id));
  const aimed = useCanvas((state) => state.dropFrame === block.id);
  const sideSocket = useCanvas((state) => state.geometry.sockets.get(block.id));
  const type = typeOf(catalogue, block);
  const parts = sentenceOf(catalogue, block);
  const grey = strip.tone === "off" || (running && strip.tone === "skipped");
  return (
    <article
      className={cx(styles.frame, styles[strip.tone], running && styles.painted, selected && styles.selected, aimed && styles.aimed)}
      data-testid={`block-${block.id}`}
      data-block={block.id}
      data-status={strip.tone}
      data-aimed={aimed}
      onPointerEnter={() => setHovered(true)}
      onPointerLeave={() => setHovered(false)}
    >
      <header className={styles.header}>
        <button
          type="button"
          className={styles.cover}
          tabIndex={isTabStop ? 0 : -1}
          aria-label={`${block.name}. ${sentenceText(parts)}. ${strip.text}`}
          aria-pressed={selected}
          title={sentenceText(parts)}
          data-cover={block.id}
        />
        <span className={styles.tile}>
          <BlockTile icon={type?.icon ?? "circle-help"} color={type?.color} provider={type?.provider} category={type?.category} size={24} grey={grey} />
        </span>
        <h3 className={styles.name}>{block.name}</h3>
        <p className={styles.sentence}>
          {parts.map((part, index) => (part.strong ? <b key={index}>{part.text}</b> : <span key={index}>{part.text}</span>))}
        </p>
        <FrameStatus strip={strip} />
        {block.notes && <span className={styles.noted} title={block.notes} aria-hidden />}
      </header>
      {isEmpty ? <FrameEmpty block={block} /> : <FrameStarts id={block.id} />}
      <BlockPorts block={block} isTrigger={false} selected={selected} hovered={hovered} sideSocket={sideSocket} />
    </article>
  );
});
