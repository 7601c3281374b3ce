import { X } from "lucide-react";
import { useWorkflow } from "@/api/queries/useWorkflow";
import { Button } from "@/ui/Button";
import list from "@/ui/list.module.css";
import { windowWords } from "../health/charts/times";
import styles from "./NarrowedBar.module.css";
import { text } from "./text";
import type { Narrowing } from "./useRunListView";

/** Says what another page narrowed the list to, and takes it off again. */
export function NarrowedBar({ narrowed, workflowId, onClear }: { narrowed: Narrowing; workflowId: string; onClear: () => void }) {
  const { from, to, block, blockStatus, test } = narrowed;
  const workflow = useWorkflow(block ? workflowId : "").data;
  const name = workflow?.blocks.find((one) => one.id === block)?.name ?? block;
  const words = [
    block && text.narrowed.block(name, blockStatus),
    (from || to) && (from && to ? windowWords(from, to) : from ? text.narrowed.since(from) : text.narrowed.until(to)),
    test === "false" && text.narrowed.noTests,
    test === "true" && text.narrowed.tests,
  ].filter(Boolean);
  return (
    <div className={list.bar}>
      <p className={styles.words} role="status">
        {words.join(" · ")}
      </p>
      <Button size="small" icon={<X size={14} aria-hidden />} onClick={onClear}>
        {text.narrowed.clear}
      </Button>
    </div>
  );
}
