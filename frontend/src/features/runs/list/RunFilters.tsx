import type { RunCounts } from "@/api/types";
import { WorkflowPicker } from "@/forms/WorkflowPicker";
import { FilterChips, type FilterOption } from "@/ui/FilterChips";
import list from "@/ui/list.module.css";
import { SearchField } from "@/ui/SearchField";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { text } from "./text";
import type { OutcomeFilter, RunListView } from "./useRunListView";

export interface RunFiltersProps {
  view: RunListView;
  search: string;
  onSearch: (search: string) => void;
  counts: RunCounts | undefined;
}

export function RunFilters({ view, search, onSearch, counts }: RunFiltersProps) {
  const options: FilterOption<OutcomeFilter>[] = [
    { value: "", label: "All", count: counts?.all },
    { value: "failed", label: "Failed", count: counts?.failed, icon: <StatusGlyph state="failed" size={12} /> },
    { value: "waiting", label: "Waiting", count: counts?.waiting, icon: <StatusGlyph state="waiting" size={12} /> },
    { value: "running", label: "Running", count: counts?.running, icon: <StatusGlyph state="running" size={12} /> },
    { value: "completed", label: "Completed", count: counts?.completed, icon: <StatusGlyph state="completed" size={12} /> },
  ];
  if (counts?.cancelled || view.status === "cancelled") {
    options.push({ value: "cancelled", label: "Cancelled", count: counts?.cancelled, icon: <StatusGlyph state="cancelled" size={12} /> });
  }
  return (
    <div className={list.bar}>
      <SearchField label={text.searchLabel} placeholder={text.searchHint} value={search} onChange={onSearch} />
      <WorkflowPicker value={view.workflowId} onChange={(workflowId) => view.set({ workflowId })} />
      <FilterChips label="Outcome" options={options} value={view.status} onChange={(status) => view.set({ status })} />
    </div>
  );
}
