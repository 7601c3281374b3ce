import { useState } from "react";
import { errorSentence } from "@/api/errors";
import type { Workflow, WorkflowVersion } from "@/api/types";
import { useStudio } from "@/graph-react/useStudio";
import { Select } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { Skeleton } from "@/ui/Skeleton";
import { Comparison } from "../compare/Comparison";
import { useComparison, type Side } from "../compare/useComparison";
import { text } from "../text";
import { VersionActions } from "./VersionActions";
import styles from "./Versions.module.css";

interface VersionDetailProps {
  workflow: Workflow;
  /** The newest first. */
  versions: readonly WorkflowVersion[];
  chosen: Side;
  flush: () => Promise<boolean>;
}

/** A version beside any other: at first the one before it, for the draft the live one. */
export function VersionDetail({ workflow, versions, chosen, flush }: VersionDetailProps) {
  const catalogue = useStudio((state) => state.catalogue);
  const editable = useStudio((state) => state.editable);
  const usual = chosen === "draft" ? (versions.find((version) => version.live) ?? versions[0])?.version : versions.find((version) => version.version < chosen)?.version;
  const others: Side[] = [...(chosen === "draft" ? [] : (["draft"] as const)), ...versions.map((version) => version.version).filter((version) => version !== chosen)];
  const [wanted, setWanted] = useState<Side | undefined>(usual);
  const compared = useComparison(workflow.id, wanted, chosen, flush);
  return (
    <section className={styles.detail} aria-live="polite">
      <header className={styles.detailHead}>
        <h2>{text.versions.name(chosen)}</h2>
        {others.length > 0 && (
          <label className={styles.against}>
            {text.versions.against}
            <Select
              value={wanted ?? ""}
              onChange={(event) => setWanted(event.target.value === "draft" ? "draft" : Number(event.target.value))}
              data-testid="compare-with"
            >
              {wanted === undefined && <option value="">…</option>}
              {others.map((version) => (
                <option key={version} value={version}>
                  {text.versions.option(version)}
                </option>
              ))}
            </Select>
          </label>
        )}
        {chosen !== "draft" && editable && <VersionActions workflow={workflow} version={chosen} isLive={versions.some((version) => version.live && version.version === chosen)} flush={flush} />}
      </header>
      {wanted === undefined && <p className={styles.quiet}>{text.versions.first}</p>}
      {Boolean(compared.error) && <Message state="failed" title={errorSentence(compared.error)} />}
      {wanted !== undefined && !compared.data && !compared.error && <Skeleton width={280} height={44} />}
      {compared.data && (
        <div className={styles.compared}>
          <Comparison key={`${String(wanted)}-${String(chosen)}`} {...compared.data} catalogue={catalogue} unchanged={chosen === "draft" ? text.versions.unchanged : text.versions.same} />
        </div>
      )}
    </section>
  );
}
