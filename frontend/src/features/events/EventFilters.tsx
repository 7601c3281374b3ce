import { ChevronDown, Radio } from "lucide-react";
import type { EventCounts } from "@/api/queries/useEvents";
import { WorkflowPicker } from "@/forms/WorkflowPicker";
import { Button } from "@/ui/Button";
import { FilterChips, type FilterOption } from "@/ui/FilterChips";
import list from "@/ui/list.module.css";
import { Menu, MenuChoice } from "@/ui/Menu";
import { SearchField } from "@/ui/SearchField";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { glyphs, sourceWords } from "./eventWords";
import { text } from "./text";
import { states, type EventListView } from "./useEventListView";

export interface EventFiltersProps {
  view: EventListView;
  search: string;
  onSearch: (search: string) => void;
  counts: EventCounts | undefined;
  /** Of providers by their slug. */
  names: ReadonlyMap<string, string>;
}

/** States that are rare are offered only where there are some. */
const always = new Set(["started", "rejected", "filtered", "duplicate"]);

export function EventFilters({ view, search, onSearch, counts, names }: EventFiltersProps) {
  const options: FilterOption<EventListView["status"]>[] = [
    { value: "", label: text.all, count: counts?.all },
    ...states
      .filter((state) => always.has(state) || counts?.[state] || view.status === state)
      .map((state) => ({ value: state, label: text.states[state], count: counts?.[state], icon: <StatusGlyph state={glyphs[state]} size={12} /> })),
  ];
  const sources = [
    { value: "", label: text.allSources },
    ...["custom", "app", ...names.keys()].map((source) => ({ value: source, label: sourceWords(source, names) })),
  ];
  return (
    <div className={list.bar}>
      <SearchField label={text.searchLabel} placeholder={text.searchHint} value={search} onChange={onSearch} />
      <Menu
        trigger={
          <Button icon={<Radio size={15} aria-hidden />} after={<ChevronDown size={14} aria-hidden />}>
            {view.source ? sourceWords(view.source, names) : text.allSources}
          </Button>
        }
      >
        <MenuChoice value={view.source} options={sources} onChange={(source) => view.set({ source })} />
      </Menu>
      <WorkflowPicker value={view.workflowId} onChange={(workflowId) => view.set({ workflowId })} />
      <FilterChips label={text.filterLabel} options={options} value={view.status} onChange={(status) => view.set({ status })} />
    </div>
  );
}
