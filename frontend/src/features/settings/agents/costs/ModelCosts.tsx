import { useState } from "react";
import { useModelUsage } from "@/api/queries/useModelUsage";
import { FilterChips } from "@/ui/FilterChips";
import { Skeleton } from "@/ui/Skeleton";
import { LoadFailure } from "../../LoadFailure";
import { CostTable } from "./CostTable";
import styles from "./ModelCosts.module.css";
import { firstDay, type Period } from "./periods";
import { text } from "./text";

/** What language models cost lately, by workflow and by model. */
export function ModelCosts() {
  const [period, setPeriod] = useState<Period>("month");
  const from = firstDay(period);
  const workflows = useModelUsage(from, "workflow");
  const models = useModelUsage(from, "model");
  const failed = [workflows, models].find((query) => query.isError && !query.data);
  const retry = () => void Promise.all([workflows.refetch(), models.refetch()]);
  return (
    <section aria-label={text.title} aria-busy={!workflows.data || !models.data}>
      <header className={styles.head}>
        <div>
          <h2>{text.title}</h2>
          <p>{text.lead}</p>
        </div>
        <FilterChips label={text.period} options={text.periods} value={period} onChange={setPeriod} />
      </header>
      {failed ? (
        <LoadFailure title={text.failed} error={failed.error} onRetry={retry} />
      ) : !workflows.data || !models.data ? (
        <p className={styles.note}>
          <Skeleton width={240} />
        </p>
      ) : models.data.total.requests === 0 ? (
        <p className={styles.note}>{text.none[period]}</p>
      ) : (
        <CostTable workflows={workflows.data} models={models.data} />
      )}
    </section>
  );
}
