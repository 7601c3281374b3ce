import { useMemo, useState } from "react";
import { errorSentence } from "@/api/errors";
import { useHeat } from "@/api/queries/useHeat";
import { useVersion } from "@/api/queries/useVersion";
import { useVersions } from "@/api/queries/useVersions";
import type { Workflow } from "@/api/types";
import type { Catalogue } from "@/graph/catalogue";
import { useStudio } from "@/graph-react/useStudio";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import { FilterChips } from "@/ui/FilterChips";
import { Select } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { Skeleton } from "@/ui/Skeleton";
import { OverlayCanvas } from "../OverlayCanvas";
import { HeatTable } from "./HeatTable";
import { heatOverlay } from "./heatOverlay";
import styles from "./Heat.module.css";
import { MatchingRuns } from "./MatchingRuns";
import { text } from "./text";

/** The blocks of the workflow over a time: how much went through each, what failed, how long it took. */
export function HeatTab({ workflow, catalogue }: { workflow: Workflow; catalogue: Catalogue }) {
  const [hours, setHours] = useState(24);
  const [version, setVersion] = useState<number | undefined>(undefined);
  const [chosen, setChosen] = useState<string | null>(null);
  const heat = useHeat(workflow.id, { hours, version });
  const versions = useVersions(workflow.id).data ?? [];
  const shownVersion = version ?? workflow.publishedVersion ?? undefined;
  const published = useVersion(workflow.id, shownVersion ? String(shownVersion) : undefined).data;
  const draft = useStudio((state) => state.savedDoc);
  const doc = shownVersion ? published : draft;
  const overlay = useMemo(() => (doc && heat.data ? heatOverlay(catalogue, doc, heat.data) : null), [catalogue, doc, heat.data]);
  return (
    <div className={styles.heat}>
      <header className={styles.bar}>
        <FilterChips label={text.period} value={String(hours)} onChange={(value) => setHours(Number(value))} options={text.periods.map(({ value, label }) => ({ value: String(value), label }))} />
        <Select aria-label={text.version} value={version ?? ""} onChange={(event) => setVersion(event.target.value === "" ? undefined : Number(event.target.value))}>
          <option value="">{text.all}</option>
          {versions.map((one) => (
            <option key={one.version} value={one.version}>
              {text.one(one.version)}
            </option>
          ))}
        </Select>
        <span className={styles.count}>
          {heat.data && (heat.data.isWhole ? text.runs(heat.data.runs) : text.latest(heat.data.runsRead, heat.data.runs))} {text.noTests}
        </span>
        <ButtonLink size="small" to={`/workflows/${workflow.id}/runs`}>
          {text.back}
        </ButtonLink>
      </header>
      {heat.error && <Message state="failed" title={text.failed}>{errorSentence(heat.error)}</Message>}
      {heat.data?.runs === 0 ? (
        <EmptyState title={text.none}>{text.noneWhy}</EmptyState>
      ) : (
        <div className={styles.body}>
          <div className={styles.canvas} aria-busy={!heat.error && !overlay}>{doc && overlay && <OverlayCanvas key={shownVersion ?? "draft"} doc={doc} overlay={overlay} catalogue={catalogue} chosen={chosen} onChoose={setChosen} />}</div>
          <div className={styles.side}>
            {!heat.error && !overlay && (
              <div className={styles.bones}>
                {[1, 2, 3, 4].map((key) => (
                  <Skeleton key={key} height={16} />
                ))}
              </div>
            )}
            {doc && heat.data && <HeatTable doc={doc} heat={heat.data} chosen={chosen} onChoose={setChosen} />}
            {doc && chosen !== null && <MatchingRuns key={chosen} workflowId={workflow.id} doc={doc} blockId={chosen} hours={hours} heat={heat.data?.blocks.find((block) => block.id === chosen)} />}
          </div>
        </div>
      )}
    </div>
  );
}
