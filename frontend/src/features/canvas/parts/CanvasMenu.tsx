import { useReactFlow } from "@xyflow/react";
import * as ContextMenu from "@radix-ui/react-context-menu";
import { useState, type MouseEvent, type ReactNode } from "react";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { cx } from "@/ui/cx";
import { Kbd } from "@/ui/Kbd";
import { useCanvasStore } from "../store/useCanvasStore";
import { useCanvasTests } from "../tests";
import styles from "./CanvasMenu.module.css";
import { menuItems, type MenuItem, type MenuTarget } from "./menuItems";

/** The right-click menu of block, note, edge and pane; only what can be done right now. */
export function CanvasMenu({ children }: { children: ReactNode }) {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const { screenToFlowPosition } = useReactFlow();
  const tests = useCanvasTests();
  const [items, setItems] = useState<MenuItem[][]>([]);

  const prepare = (event: MouseEvent) => {
    const target = targetOf(event);
    const { selection, selectedNotes, select } = studio.getState();
    if (target.block && !selection.includes(target.block)) select([target.block]);
    if (target.note && !selectedNotes.includes(target.note)) select([], [], [target.note]);
    if (target.edge) select([], [target.edge]);
    const frame = event.currentTarget.getBoundingClientRect();
    setItems(
      menuItems({
        studio,
        canvas,
        target,
        tests,
        at: { x: event.clientX - frame.left, y: event.clientY - frame.top },
        point: screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false }),
      }),
    );
  };

  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild onContextMenuCapture={prepare}>
        {children}
      </ContextMenu.Trigger>
      {items.length > 0 && (
        <ContextMenu.Portal>
          <ContextMenu.Content className={styles.menu} collisionPadding={8} onCloseAutoFocus={(event) => event.preventDefault()}>
            {items.map((group, index) => (
              <ContextMenu.Group key={index} className={styles.group}>
                {group.map((item) => (
                  <ContextMenu.Item key={item.label} className={cx(styles.item, item.danger && styles.danger)} onSelect={item.run}>
                    <span>{item.label}</span>
                    {item.keys && <Kbd keys={item.keys} />}
                  </ContextMenu.Item>
                ))}
              </ContextMenu.Group>
            ))}
          </ContextMenu.Content>
        </ContextMenu.Portal>
      )}
    </ContextMenu.Root>
  );
}

function targetOf(event: MouseEvent): MenuTarget {
  const element = event.target instanceof Element ? event.target : null;
  const block = element?.closest<HTMLElement>("[data-block]")?.dataset["block"];
  const edge = element?.closest<HTMLElement>(".react-flow__edge")?.dataset["id"];
  const note = element?.closest<HTMLElement>("[data-note]")?.dataset["note"];
  return { block, edge, note };
}
