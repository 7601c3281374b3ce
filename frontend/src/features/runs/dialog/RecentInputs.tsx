import { useQueryClient } from "@tanstack/react-query";
import { History } from "lucide-react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { Run, RunItem } from "@/api/types";
import type { Json } from "@/graph/definition";
import { Button } from "@/ui/Button";
import { Menu, MenuItem } from "@/ui/Menu";
import { formatAgo } from "@/ui/time/ago";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { runGlyph } from "../panel/states";
import { text } from "./text";
import { useRecentRuns } from "./useRecentRuns";

/** Inputs of the last runs, to run with one of them again. */
export function RecentInputs({ workflowId, onChoose }: { workflowId: string; onChoose: (input: Json, number: number) => void }) {
  const client = useQueryClient();
  const runs = useRecentRuns(workflowId, true);
  if (runs.length === 0) return null;
  const choose = async (item: RunItem) => {
    const run = await client.fetchQuery({
      queryKey: keys.run(item.id),
      queryFn: ({ signal }) => api.get<Run>(`/runs/${item.id}`, { signal }),
    });
    onChoose(run.input, run.number);
  };
  return (
    <Menu
      align="end"
      trigger={
        <Button variant="plain" size="small" icon={<History size={14} aria-hidden />}>
          {text.recent}
        </Button>
      }
    >
      {runs.map((item) => (
        <MenuItem
          key={item.id}
          icon={<StatusGlyph state={runGlyph(item.status)} size={14} />}
          hint={[item.subject, formatAgo(item.createdAt)].filter(Boolean).join(" · ")}
          onSelect={() => void choose(item)}
        >
          {text.recentRun(item.number)}
        </MenuItem>
      ))}
    </Menu>
  );
}
