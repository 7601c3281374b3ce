import { MoreHorizontal, Power, Trash2, X } from "lucide-react";
import { operationOf, typeOf } from "@/graph/catalogue";
import type { BlockDef } from "@/graph/definition";
import { idRefusal } from "@/graph/ids";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { BlockTile } from "@/ui/BlockTile";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { EditableText } from "./EditableText";
import styles from "./Inspector.module.css";
import { text } from "./text";

/** Tile, name and id of the block; both can be changed where they stand. */
export function BlockHeader({ block }: { block: BlockDef }) {
  const store = useStudioStore();
  const type = useStudio((state) => typeOf(state.catalogue, block));
  const editable = useStudio((state) => state.editable);
  const operation = operationOf(type, block);
  const { updateBlock, renameBlockId, remove, closeInspector } = store.getState();
  const kind = [type?.name ?? block.type, operation?.name].filter(Boolean).join(" · ");
  return (
    <header className={styles.head}>
      <BlockTile icon={type?.icon ?? "box"} color={type?.color} provider={type?.provider} category={type?.category} size={30} grey={block.disabled} />
      <div className={styles.titles}>
        <h2 className={styles.name}>
          <EditableText
            label={text.rename}
            value={block.name}
            disabled={!editable}
            onCommit={(name) => updateBlock(block.id, { name })}
          />
        </h2>
        <p className={styles.kind}>
          <span>{kind}</span>
          <span aria-hidden>·</span>
          <EditableText
            mono
            label={text.changeId}
            value={block.id}
            disabled={!editable}
            refuse={(id) => idRefusal(id, new Set(store.getState().doc.blocks.map((other) => other.id)))}
            onCommit={(id) => renameBlockId(block.id, id)}
          />
        </p>
      </div>
      {editable && (
        <Menu align="end" trigger={<IconButton label={text.more} size="small" icon={<MoreHorizontal size={16} aria-hidden />} />}>
          <MenuItem icon={<Power size={14} aria-hidden />} onSelect={() => updateBlock(block.id, { disabled: !block.disabled })}>
            {block.disabled ? text.switchOn : text.switchOff}
          </MenuItem>
          <MenuSeparator />
          <MenuItem danger icon={<Trash2 size={14} aria-hidden />} keys="Delete" onSelect={() => remove([block.id])}>
            {text.deleteBlock}
          </MenuItem>
        </Menu>
      )}
      <IconButton label={text.close} size="small" icon={<X size={16} aria-hidden />} onClick={closeInspector} />
    </header>
  );
}
