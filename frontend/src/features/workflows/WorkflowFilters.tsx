import { ChevronDown, ListFilter } from "lucide-react";
import type { WorkflowCounts } from "@/api/types";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { FilterChips } from "@/ui/FilterChips";
import list from "@/ui/list.module.css";
import { Menu, MenuChoice } from "@/ui/Menu";
import { SearchField } from "@/ui/SearchField";
import { orders } from "./order";
import { text } from "./text";
import styles from "./WorkflowFilters.module.css";
import type { StatusFilter, useWorkflowListView } from "./useWorkflowListView";

export interface WorkflowFiltersProps {
  view: ReturnType<typeof useWorkflowListView>;
  search: string;
  onSearch: (search: string) => void;
  counts: WorkflowCounts | undefined;
  /** Sorting is done here, so only while every workflow is here. */
  sortable: boolean;
}

export function WorkflowFilters({ view, search, onSearch, counts, sortable }: WorkflowFiltersProps) {
  const options: { value: StatusFilter; label: string; count?: number }[] = [
    { value: "", label: "All", count: counts?.all },
    { value: "active", label: "Live", count: counts?.active },
    { value: "paused", label: "Paused", count: counts?.paused },
    { value: "draft", label: "Draft", count: counts?.draft },
  ];
  if (counts?.archived || view.status === "archived") options.push({ value: "archived", label: "Archived", count: counts?.archived });
  return (
    <div className={list.bar}>
      <SearchField label={text.searchLabel} placeholder={text.searchHint} value={search} onChange={onSearch} />
      <FilterChips label="State" options={options} value={view.status} onChange={(status) => view.set({ status })} />
      {sortable && (
        <div className={cx(list.end, styles.order)}>
          <Menu
            align="end"
            trigger={
              <Button variant="plain" icon={<ListFilter size={15} aria-hidden />} after={<ChevronDown size={14} aria-hidden />}>
                {orders.find((order) => order.value === view.order)?.label}
              </Button>
            }
          >
            <MenuChoice value={view.order} options={orders} onChange={(order) => view.set({ order })} />
          </Menu>
        </div>
      )}
    </div>
  );
}
