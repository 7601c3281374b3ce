import { useState } from "react";
import { findBlock, isPinned } from "@/graph/definition";
import { useStudio } from "@/graph-react/useStudio";
import { Tabs } from "@/ui/Tabs";
import { BlockHeader } from "./BlockHeader";
import { ConfigTab } from "./ConfigTab";
import { ErrorsTab } from "./ErrorsTab";
import styles from "./Inspector.module.css";
import { NotesTab } from "./NotesTab";
import type { TestTabOf } from "./TestTabOf";
import { text } from "./text";
import { text as ticks } from "./ticks/text";
import { TicksTab } from "./ticks/TicksTab";

const SCHEDULE = "trigger.schedule";

export function BlockInspector({ blockId, workflowId, testTab }: { blockId: string; workflowId: string; testTab: TestTabOf }) {
  const asked = testTab.asked?.id === blockId ? testTab.asked.count : 0;
  const [tab, setTab] = useState({ id: asked > 0 ? "test" : "config", asked });
  if (asked !== tab.asked) setTab({ id: asked > 0 ? "test" : tab.id, asked });
  const block = useStudio((state) => findBlock(state.doc, blockId));
  if (!block) return null;
  const items = [
    { id: "config", label: text.config, content: <div className={styles.panel}><ConfigTab block={block} workflowId={workflowId} /></div> },
    ...(block.type === SCHEDULE ? [{ id: "ticks", label: ticks.ticks, content: <div className={styles.panel}><TicksTab workflowId={workflowId} blockId={block.id} /></div> }] : []),
    { id: "test", label: text.test, badge: isPinned(block) ? <span className={styles.dot} title={text.pinned} /> : undefined, content: <div className={styles.panel}>{testTab.draw(block)}</div> },
    { id: "errors", label: text.errors, content: <div className={styles.panel}><ErrorsTab block={block} /></div> },
    { id: "notes", label: text.notes, badge: block.notes ? <span className={styles.dot} /> : undefined, content: <div className={styles.panel}><NotesTab block={block} /></div> },
  ];
  return (
    <>
      <BlockHeader block={block} />
      <Tabs className={styles.tabs} label={`Settings of ${block.name}`} items={items} value={tab.id} onChange={(id) => setTab({ id, asked })} />
    </>
  );
}
