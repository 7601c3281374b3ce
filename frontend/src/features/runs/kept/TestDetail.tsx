import { ArrowUpRight, Check, MoreHorizontal, Pencil, Play, Trash2 } from "lucide-react";
import { useState } from "react";
import { errorSentence } from "@/api/errors";
import { useMay } from "@/api/queries/useMay";
import { useRunTest, useRunTestActions } from "@/api/queries/useRunTests";
import type { RunTest } from "@/api/types";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { IconButton } from "@/ui/IconButton";
import { Input } from "@/ui/Input";
import { Menu, MenuItem } from "@/ui/Menu";
import { Message } from "@/ui/Message";
import { Skeleton } from "@/ui/Skeleton";
import { showToast } from "@/ui/toast/toasts";
import styles from "./Kept.module.css";
import { StepDiff } from "./StepDiff";
import { text } from "./text";

interface TestDetailProps {
  workflowId: string;
  test: RunTest;
  onPlay: (ids: string[]) => void;
  busy: boolean;
}

/** One test: what its last run did otherwise, and what to make of it. */
export function TestDetail({ workflowId, test, onPlay, busy }: TestDetailProps) {
  const mayEdit = useMay("workflows:write");
  const mayRun = useMay("workflows:execute");
  const { change, remove } = useRunTestActions(workflowId);
  const [renaming, setRenaming] = useState<string | null>(null);
  const detail = useRunTest(workflowId, test).data;
  const ignore = (places: string[]) => change.mutate({ id: test.id, ignored: places });
  const different = detail?.steps.filter((step) => step.change !== "same") ?? [];
  const same = (detail?.steps.length ?? 0) - different.length;
  const rename = () => {
    const name = renaming?.trim();
    setRenaming(null);
    if (name && name !== test.name) change.mutate({ id: test.id, name });
  };
  return (
    <section className={styles.detail} aria-label={test.name}>
      <header className={styles.detailHead}>
        {renaming === null ? <h2>{test.name}</h2> : (
          <form onSubmit={(event) => { event.preventDefault(); rename(); }}>
            <Input aria-label={text.name} value={renaming} maxLength={200} ref={(input) => input?.focus()} onChange={(event) => setRenaming(event.target.value)} onBlur={rename} />
          </form>
        )}
        <span className={styles.grow} />
        {test.lastRunId && (
          <ButtonLink size="small" variant="plain" to={`/runs/${test.lastRunId}`} icon={<ArrowUpRight size={13} aria-hidden />}>
            {text.openRun}
          </ButtonLink>
        )}
        {mayEdit && test.status === "failed" && (
          <Button size="small" icon={<Check size={13} aria-hidden />} title={text.acceptWhy} busy={change.isPending} onClick={() => change.mutate({ id: test.id, accept: true })}>
            {text.accept}
          </Button>
        )}
        {mayRun && (
          <Button size="small" icon={<Play size={12} aria-hidden />} busy={busy || test.status === "running"} busyLabel={text.running} onClick={() => onPlay([test.id])}>
            {text.run}
          </Button>
        )}
        {mayEdit && (
          <Menu align="end" trigger={<IconButton label="More" size="small" icon={<MoreHorizontal size={16} aria-hidden />} />}>
            <MenuItem icon={<Pencil size={14} aria-hidden />} onSelect={() => setRenaming(test.name)}>
              {text.rename}
            </MenuItem>
            <MenuItem danger icon={<Trash2 size={14} aria-hidden />} onSelect={() => remove.mutate(test.id, { onSuccess: () => showToast({ text: text.deleted(test.name) }) })}>
              {text.delete}
            </MenuItem>
          </Menu>
        )}
      </header>
      {(change.error ?? remove.error) && <Message state="failed" title={errorSentence(change.error ?? remove.error)} />}
      {!detail && <Skeleton height={60} />}
      {test.status === "never" && <p className={styles.quiet}>{text.neverWhy}</p>}
      {test.status === "running" && <p className={styles.quiet}>{text.runningWhy}</p>}
      {test.status === "passed" && <p className={styles.quiet}>{text.allSame}</p>}
      {different.map((step) => (
        <StepDiff key={`${step.blockId}#${step.iteration}`} step={step} onIgnore={mayEdit && detail ? (place) => ignore([...detail.ignored, place]) : null} />
      ))}
      {different.length > 0 && same > 0 && <p className={styles.quiet}>{text.sameSteps(same)}</p>}
      {detail && detail.ignored.length > 0 && (
        <>
          <h3 className={styles.heading}>{text.ignored}</h3>
          <ul className={styles.ignored}>
            {detail.ignored.map((place) => (
              <li key={place}>
                <code>{place}</code>
                {mayEdit && (
                  <Button size="small" variant="plain" onClick={() => ignore(detail.ignored.filter((one) => one !== place))}>
                    {text.heed}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
