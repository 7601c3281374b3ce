import type { BlockDef, Json } from "@/graph/definition";
import { useStudio } from "@/graph-react/useStudio";
import { useAccountField } from "../AccountField";
import { text } from "../text";

export interface ToolAccountsProps {
  block: BlockDef;
  disabled: boolean;
  problem: string | undefined;
  onChange: (value: Json | undefined) => void;
}

/** With which account the tools of each app read. */
export function ToolAccounts({ block, disabled, problem, onChange }: ToolAccountsProps) {
  const catalogue = useStudio((state) => state.catalogue);
  const drawAccountField = useAccountField();
  const tools = Array.isArray(block.config["tools"]) ? block.config["tools"].map(String) : [];
  const apps = [...new Set(tools.map((tool) => tool.split(".")[0] ?? ""))].filter((app) => catalogue.byType.get(app)?.provider === app);
  const chosen = asObject(block.config["toolConnections"]);
  const choose = (app: string, connection: string | null) => {
    const next = Object.fromEntries(Object.entries({ ...chosen, [app]: connection }).filter(([name, id]) => id !== null && apps.includes(name)));
    onChange(Object.keys(next).length > 0 ? next : undefined);
  };
  return apps.map((app) => (
    <div key={app}>
      {drawAccountField({
        provider: app,
        label: text.toolAccount(catalogue.byType.get(app)?.name ?? app),
        value: typeof chosen[app] === "string" ? chosen[app] : null,
        disabled,
        problem: chosen[app] === undefined ? undefined : problem,
        onChange: (connection) => choose(app, connection),
      })}
    </div>
  ));
}

function asObject(value: Json | undefined): Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
