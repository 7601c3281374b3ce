import { Activity } from "lucide-react";
import { errorSentence } from "@/api/errors";
import { useFigures } from "@/api/queries/useFigures";
import { WorkflowPicker } from "@/forms/WorkflowPicker";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import { FilterChips } from "@/ui/FilterChips";
import { LoadFailure } from "@/ui/LoadFailure";
import { PageHeader } from "@/ui/PageHeader";
import { DurationChart } from "./charts/DurationChart";
import { OutcomeChart } from "./charts/OutcomeChart";
import { FailureList } from "./FailureList";
import { Footnote } from "./Footnote";
import styles from "./Health.module.css";
import { HealthBones } from "./HealthBones";
import { KeyFigures } from "./KeyFigures";
import { ProviderList } from "./ProviderList";
import { text } from "./text";
import { useHealthView, type HealthView } from "./useHealthView";

/** How a company's runs fare over a time: outcomes, durations, and where they fail. */
export function HealthPage() {
  const view = useHealthView();
  const { period, workflowId } = view;
  const query = useFigures({ period, workflowId: workflowId || undefined });
  const figures = query.data;
  const provider = figures?.providers.find((one) => one.provider === view.provider);
  return (
    <>
      <PageHeader title={text.title} />
      <div className={styles.bar0}>
        <WorkflowPicker value={workflowId} onChange={(id) => view.set({ workflowId: id, provider: "" })} />
        <FilterChips label={text.period} options={text.periods} value={period} onChange={(value) => view.set({ period: value as HealthView["period"] })} />
      </div>
      {query.isError && !figures ? (
        <LoadFailure title={text.failed} reason={errorSentence(query.error)} onRetry={() => void query.refetch()} />
      ) : !figures ? (
        <HealthBones />
      ) : figures.total === 0 ? (
        <EmptyState icon={<Activity size={20} aria-hidden />} title={text.none} actions={<NoRuns view={view} />}>
          {workflowId ? text.noneOfOne : text.noneWhy}
        </EmptyState>
      ) : (
        <div className={styles.page} aria-busy={query.isPlaceholderData || undefined}>
          <KeyFigures figures={figures} />
          <OutcomeChart parts={figures.parts} period={period} workflowId={workflowId} />
          <DurationChart parts={figures.parts} period={period} workflowId={workflowId} half={figures.p50Ms} most={figures.p95Ms} />
          <div className={styles.pair}>
            <FailureList failures={figures.failures} more={figures.moreFailures} isOne={workflowId !== ""} window={figures} provider={provider} onClear={() => view.set({ provider: "" })} />
            <ProviderList providers={figures.providers} chosen={provider?.provider ?? ""} onChoose={(slug) => view.set({ provider: slug })} />
          </div>
          <Footnote figures={figures} isOne={workflowId !== ""} />
        </div>
      )}
    </>
  );
}

function NoRuns({ view }: { view: HealthView }) {
  return (
    <>
      {view.period !== "30d" && <Button onClick={() => view.set({ period: "30d" })}>{text.longer}</Button>}
      {view.workflowId ? (
        <Button onClick={() => view.set({ workflowId: "" })}>{text.all}</Button>
      ) : (
        <ButtonLink variant="filled" to="/workflows">
          {text.open}
        </ButtonLink>
      )}
    </>
  );
}
