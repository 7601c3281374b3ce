import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { useRuns } from "@/api/queries/useRuns";
import { useTemplates } from "@/api/queries/useTemplates";
import { useWorkflows } from "@/api/queries/useWorkflows";
import { groups } from "@/features/settings/sections";
import { runGlyph } from "@/ui/runGlyph";
import { statusWord } from "@/ui/StatusPill";
import { formatAgo } from "@/ui/time/ago";
import { useSettled } from "@/ui/useSettled";
import { navItems } from "../shell/navItems";
import { signOut } from "../shell/signOut";
import { chooseTheme, type Theme } from "../theme/theme";
import { registeredCommands, type Command } from "./registry";
import { text } from "./text";

/** Everything the palette offers now: what the screen adds, the pages, and what the company has got. */
export function useAllCommands(query: string): { commands: Command[]; isReading: boolean } {
  const navigate = useNavigate();
  const [ofScreen] = useState(registeredCommands);
  // Of very many workflows and runs only some are known here; the server finds the others, runs also by what they were about.
  const search = useSettled(query.trim());
  const isSearching = search.length > 1;
  const first = useWorkflows();
  const named = useWorkflows(isSearching ? { search } : {});
  const recent = useRuns();
  const told = useRuns(isSearching ? { search } : {});
  const workflows = useMemo(() => merged(first.data, named.data), [first.data, named.data]);
  const runs = useMemo(() => merged(recent.data, told.data), [recent.data, told.data]);
  const foundIds = useMemo(() => new Set(isSearching ? [...itemsOf(named.data), ...itemsOf(told.data)].map(({ id }) => id) : []), [isSearching, named.data, told.data]);
  const templates = useTemplates().data;
  const isReading = first.isPending || named.isPlaceholderData || recent.isPending || told.isPlaceholderData || search !== query.trim();
  const commands = useMemo((): Command[] => {
    const go = (to: string) => () => void navigate(to);
    const themes: Command[] = (Object.keys(text.themes) as Theme[]).map((theme) => ({ id: `theme:${theme}`, group: "Actions", label: text.themes[theme], also: "theme mode", run: () => chooseTheme(theme) }));
    return [
      ...ofScreen,
      ...workflows.map((one): Command => ({ id: one.id, isFound: foundIds.has(one.id), group: "Workflows", label: one.name, hint: one.description || undefined, run: go(`/workflows/${one.id}`) })),
      ...runs.map((run): Command => ({
        id: run.id,
        isFound: foundIds.has(run.id),
        group: "Runs",
        label: run.subject || `${run.workflowName}, run ${run.number}`,
        hint: `${run.workflowName} · run ${run.number} · ${statusWord(runGlyph(run.status)).toLowerCase()} · ${formatAgo(run.createdAt)}`,
        also: run.summary ?? "",
        run: go(`/runs/${run.id}`),
      })),
      ...navItems.map(({ to, label }): Command => ({ id: to, group: "Pages", label, run: go(to) })),
      ...groups.flatMap((group) => group.sections.map(({ to, label }): Command => ({ id: to, group: "Settings", label, hint: group.name, run: go(to) }))),
      ...(templates ?? []).map((one): Command => ({ id: `template:${one.id}`, group: "Templates", label: one.title, hint: one.job, also: one.summary, run: go(`/templates/${one.id}`) })),
      ...themes,
      { id: "sign-out", group: "Actions", label: text.signOut, run: signOut },
    ];
  }, [ofScreen, workflows, runs, foundIds, templates, navigate]);
  return { commands, isReading };
}

type Pages<T> = { pages: { data: T[] }[] } | undefined;

function itemsOf<T>(found: Pages<T>): T[] {
  return found?.pages.flatMap((page) => page.data) ?? [];
}

/** Both, each once. */
function merged<T extends { id: string }>(some: Pages<T>, others: Pages<T>): T[] {
  return [...new Map([...itemsOf(some), ...itemsOf(others)].map((item) => [item.id, item])).values()];
}
