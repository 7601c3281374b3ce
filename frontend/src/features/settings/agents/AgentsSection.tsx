import { Plus } from "lucide-react";
import { useState } from "react";
import { useAgents } from "@/api/queries/useAgents";
import { useMay } from "@/api/queries/useMay";
import type { Agent } from "@/api/types";
import { Button } from "@/ui/Button";
import { ConfirmDialog } from "../ConfirmDialog";
import { LoadFailure } from "../LoadFailure";
import { Section } from "../Section";
import { AgentDialog } from "./AgentDialog";
import { AgentTable } from "./AgentTable";
import { ModelCosts } from "./costs/ModelCosts";
import { text } from "./text";

/** The agents that blocks share: those that come with Headrace, and the company's own. */
export function AgentsSection() {
  const { list, remove } = useAgents();
  const mayWrite = useMay("agents:write");
  const [open, setOpen] = useState<{ agent?: Agent; isCopy: boolean } | null>(null);
  const [removing, setRemoving] = useState<Agent | null>(null);
  const create = mayWrite && (
    <Button variant="filled" icon={<Plus size={15} strokeWidth={2.25} aria-hidden />} onClick={() => setOpen({ isCopy: false })}>
      {text.create}
    </Button>
  );
  return (
    <Section lead={text.lead} action={create}>
      {list.isError && !list.data ? (
        <LoadFailure title={text.failed} error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <AgentTable
          agents={list.data}
          mayWrite={mayWrite}
          onEdit={(agent) => setOpen({ agent, isCopy: false })}
          onCopy={(agent) => setOpen({ agent, isCopy: true })}
          onRemove={setRemoving}
        />
      )}
      <ModelCosts />
      {open && <AgentDialog agent={open.agent} isCopy={open.isCopy} onClose={() => setOpen(null)} />}
      {removing && (
        <ConfirmDialog
          title={text.removeTitle(removing.name)}
          why={text.removeWhy}
          keep={text.keep}
          act={text.remove}
          acting={text.removing}
          done={text.removed(removing.name)}
          mutation={remove}
          variables={removing.id}
          onClose={() => setRemoving(null)}
        />
      )}
    </Section>
  );
}
