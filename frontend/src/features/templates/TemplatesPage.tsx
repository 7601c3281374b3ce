import { LayoutTemplate } from "lucide-react";
import { useSearchParams } from "react-router";
import { errorSentence } from "@/api/errors";
import { useCatalogue } from "@/api/queries/useCatalogue";
import { useTemplates } from "@/api/queries/useTemplates";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";
import { FilterChips } from "@/ui/FilterChips";
import list from "@/ui/list.module.css";
import { LoadFailure } from "@/ui/LoadFailure";
import { PageHeader } from "@/ui/PageHeader";
import { SearchField } from "@/ui/SearchField";
import { Skeleton } from "@/ui/Skeleton";
import { useSearchText } from "@/ui/useSearchText";
import { jobsOf, searchTemplates } from "./filterTemplates";
import { TemplateCard } from "./TemplateCard";
import styles from "./Templates.module.css";
import { text } from "./text";

/** Ready workflows to start from, by what they are for. */
export function TemplatesPage() {
  const [params, setParams] = useSearchParams();
  const job = params.get("job") ?? "";
  const set = (change: { search?: string; job?: string }) =>
    setParams(Object.fromEntries(Object.entries({ search: params.get("search") ?? "", job, ...change }).filter(([, value]) => value !== "")), { replace: true });
  const { text: typed, setText, settled: search } = useSearchText(params.get("search") ?? "", (next) => set({ search: next }));
  const templates = useTemplates();
  const catalogue = useCatalogue().data;
  const found = templates.data && searchTemplates(templates.data, search);
  const shown = found?.filter((template) => !job || template.job === job);
  const chips = [{ value: "", label: text.all, count: found?.length }, ...jobsOf(templates.data ?? []).map((each) => ({ value: each.job, label: each.job, count: found?.filter((template) => template.job === each.job).length }))];
  return (
    <>
      <PageHeader title={text.title} />
      <p className={styles.lead}>{text.lead}</p>
      <div className={list.bar}>
        <SearchField label={text.searchLabel} placeholder={text.searchHint} value={typed} onChange={setText} />
        <FilterChips label={text.jobs} options={chips} value={job} onChange={(next) => set({ job: next })} />
      </div>
      {templates.isError && !templates.data ? (
        <LoadFailure title={text.failed} reason={errorSentence(templates.error)} onRetry={() => void templates.refetch()} />
      ) : shown?.length === 0 ? (
        <EmptyState
          icon={<LayoutTemplate size={20} aria-hidden />}
          title={text.noneFound.title}
          actions={
            <Button
              onClick={() => {
                setText("");
                set({ search: "", job: "" });
              }}
            >
              {text.showAll}
            </Button>
          }
        >
          {text.noneFound.why}
        </EmptyState>
      ) : (
        <ul className={styles.cards} aria-busy={!shown}>
          {shown?.map((template) => <TemplateCard key={template.id} template={template} catalogue={catalogue} />) ??
            Array.from({ length: 6 }, (_, index) => (
              <li key={index}>
                <Skeleton height={148} radius={10} />
              </li>
            ))}
        </ul>
      )}
    </>
  );
}
