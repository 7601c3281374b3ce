import { Sparkles } from "lucide-react";
import type { Agent } from "@/api/types";
import { Button } from "@/ui/Button";
import { Tag } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import styles from "../SimpleTable.module.css";
import own from "./Agents.module.css";
import { text } from "./text";

export interface AgentTableProps {
  /** Undefined while they are on their way. */
  agents: readonly Agent[] | undefined;
  mayWrite: boolean;
  onEdit: (agent: Agent) => void;
  onCopy: (agent: Agent) => void;
  onRemove: (agent: Agent) => void;
}

export function AgentTable({ agents, mayWrite, onEdit, onCopy, onRemove }: AgentTableProps) {
  return (
    <table className={cx(list.table, styles.table, own.table)} aria-busy={!agents}>
      <thead>
        <tr>
          <th>{text.columns.name}</th>
          <th className={own.model}>{text.columns.model}</th>
          <th className={own.used}>{text.columns.used}</th>
          <th className={own.acts}>
            <span className="visually-hidden">{text.change}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {agents?.map((agent) => (
          <tr key={agent.id} data-agent={agent.id}>
            <td className={styles.wrap}>
              <div className={own.agent}>
                <Sparkles size={16} aria-hidden />
                <div>
                  <b>{agent.name}</b> <Tag>{text.types[agent.type]}</Tag> {agent.scope === "global" && <Tag>{text.builtIn}</Tag>}{" "}
                  {agent.status === "deprecated" && <Tag>{text.deprecated}</Tag>}
                  {agent.description && <p>{agent.description}</p>}
                </div>
              </div>
            </td>
            <td className={cx(list.quiet, styles.wrap, own.model)} data-label={text.columns.model}>
              {text.providers[agent.provider].split(" ")[0]} <code>{agent.model}</code>
            </td>
            <td className={cx(list.quiet, own.used)} data-label={text.columns.used} title={agent.usedBy.map((user) => user.name).join(", ")}>
              {text.used(agent.usedBy.length)}
            </td>
            <td className={cx(own.acts, list.quiet)}>
              {mayWrite && (
                <>
                  {agent.scope === "company" && (
                    <Button size="small" aria-label={`${text.change} ${agent.name}`} onClick={() => onEdit(agent)}>
                      {text.change}
                    </Button>
                  )}{" "}
                  <Button size="small" aria-label={`${text.copy}: ${agent.name}`} onClick={() => onCopy(agent)}>
                    {text.copy}
                  </Button>{" "}
                  {agent.scope === "company" && (
                    <Button variant="danger" size="small" aria-label={`${text.remove} ${agent.name}`} onClick={() => onRemove(agent)}>
                      {text.remove}
                    </Button>
                  )}
                </>
              )}
            </td>
          </tr>
        )) ?? (
          <tr>
            <td colSpan={4}>
              <Skeleton width={240} />
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
