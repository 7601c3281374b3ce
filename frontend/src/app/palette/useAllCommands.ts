import { useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { useRuns } from "@/api/queries/useRuns";
import { useTemplates } from "@/api/queries/useTemplates";
import { useWorkflows } from "@/api/queries/useWorkflows";
import { groups } from "@/features/settings/sections";
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
  // Of very many workflows only some are known here; the server finds the others by name.
  const search = useSettled(query.trim());
  const found = useWorkflows(search.length > 1 ? { search } : {});
  const workflows = found.data;
  const recent = useRuns();
  const runs = recent.data;
  const templates = useTemplates().data;
  const isReading = found.isPending || found.isPlaceholderData || recent.isPending || search !== query.trim();
  const commands = useMemo((): Command[] => {
    const go = (to: string) => () => void navigate(to);
    const themes: Command[] = (Object.keys(text.themes) as Theme[]).map((theme) => ({ id: `theme:${theme}`, group: "Actions", label: text.themes[theme], also: "theme mode", run: () => chooseTheme(theme) }));
    return [
      ...ofScreen,
      ...(workflows?.pages ?? []).flatMap((page) => page.data).map((one): Command => ({ id: one.id, group: "Workflows", label: one.name, hint: one.description || undefined, run: go(`/workflows/${one.id}`) })),
      ...(runs?.pages[0]?.data ?? []).slice(0, 30).map((run): Command => ({
        id: run.id,
        group: "Runs",
        label: run.subject || `${run.workflowName}, run ${run.number}`,
        hint: `${run.workflowName} · run ${run.number} · ${run.status} · ${formatAgo(run.createdAt)}`,
        also: run.summary ?? "",
        run: go(`/runs/${run.id}`),
      })),
      ...navItems.map(({ to, label }): Command => ({ id: to, group: "Pages", label, run: go(to) })),
      ...groups.flatMap((group) => group.sections.map(({ to, label }): Command => ({ id: to, group: "Settings", label, hint: group.name, run: go(to) }))),
      ...(templates ?? []).map((one): Command => ({ id: `template:${one.id}`, group: "Templates", label: one.title, hint: one.job, also: one.summary, run: go(`/templates/${one.id}`) })),
      ...themes,
      { id: "sign-out", group: "Actions", label: text.signOut, run: signOut },
    ];
  }, [ofScreen, workflows, runs, templates, navigate]);
  return { commands, isReading };
}
