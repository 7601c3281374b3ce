import * as Popover from "@radix-ui/react-popover";
import { ChevronDown, ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useBlockSteps } from "@/api/queries/useBlockSteps";
import type { RunStep } from "@/api/types";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { FilterChips } from "@/ui/FilterChips";
import { IconButton } from "@/ui/IconButton";
import { runGlyph } from "@/ui/runGlyph";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { formatDuration } from "@/ui/time/duration";
import styles from "./IterationPicker.module.css";
import { text } from "./text";

export interface IterationPickerProps {
  runId: string;
  blockId: string;
  counts: { total: number; failed: number };
  isOver: boolean;
  chosen: RunStep | undefined;
  onChoose: (step: RunStep) => void;
}

type Which = "all" | "failed";

/** Leads through a block's steps inside a loop or fan-out; the failed ones are a list of their own. */
export function IterationPicker({ runId, blockId, counts, isOver, chosen, onChoose }: IterationPickerProps) {
  const [open, setOpen] = useState(false);
  const [which, setWhich] = useState<Which>(counts.failed > 0 ? "failed" : "all");
  const query = useBlockSteps({ runId, block: blockId, status: which === "failed" ? "failed" : undefined }, true, isOver ? false : 3_000);
  const steps = query.data?.pages.flatMap((page) => page.data);
  const at = steps?.findIndex((step) => step.stepId === chosen?.stepId) ?? -1;
  const go = async (next: number) => {
    const found = steps?.[next] ?? (query.hasNextPage ? (await query.fetchNextPage()).data?.pages.flatMap((page) => page.data)[next] : undefined);
    if (found) onChoose(found);
  };
  return (
    <div className={styles.picker} role="group" aria-label={text.items}>
      <IconButton label={text.before} size="small" disabled={at <= 0} icon={<ChevronLeft size={15} aria-hidden />} onClick={() => void go(at - 1)} />
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger asChild>
          <button type="button" className={cx(styles.trigger, "num")} title={text.choose}>
            {chosen ? text.item(chosen.iteration) : text.items} <span>{text.of(counts.total)}</span>
            <ChevronDown size={12} aria-hidden />
          </button>
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content className={styles.list} align="end" sideOffset={6} collisionPadding={8} aria-label={text.choose}>
            <FilterChips
              label={text.which}
              value={which}
              onChange={setWhich}
              options={[
                { value: "failed", label: text.failed, count: counts.failed },
                { value: "all", label: text.all, count: counts.total },
              ]}
            />
            <ol>
              {steps?.map((step) => (
                <li key={step.stepId}>
                  <button
                    type="button"
                    className={cx(styles.row, step.stepId === chosen?.stepId && styles.on)}
                    aria-current={step.stepId === chosen?.stepId || undefined}
                    onClick={() => {
                      onChoose(step);
                      setOpen(false);
                    }}
                  >
                    <StatusGlyph state={runGlyph(step.status)} size={13} />
                    <b className="num">{text.item(step.iteration)}</b>
                    <span>{step.error?.message ?? step.digest ?? ""}</span>
                    <small className="num">{formatDuration(step.durationMs)}</small>
                  </button>
                </li>
              ))}
              {steps?.length === 0 && <li className={styles.none}>{text.none}</li>}
            </ol>
            {query.hasNextPage && (
              <Button size="small" busy={query.isFetchingNextPage} busyLabel={text.reading} onClick={() => void query.fetchNextPage()}>
                {text.more}
              </Button>
            )}
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      <IconButton
        label={text.after}
        size="small"
        disabled={!steps || (at >= steps.length - 1 && !query.hasNextPage)}
        icon={<ChevronRight size={15} aria-hidden />}
        onClick={() => void go(at + 1)}
      />
    </div>
  );
}
