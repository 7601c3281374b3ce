import { ChevronDown, Workflow } from "lucide-react";
import { useWorkflows } from "@/api/queries/useWorkflows";
import { Button } from "@/ui/Button";
import { Menu, MenuChoice } from "@/ui/Menu";
import { text } from "./text";

/** One workflow of the company, or all: for filters of lists. */
export function WorkflowPicker({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const workflows = useWorkflows().data?.pages.flatMap((page) => page.data) ?? [];
  const chosen = workflows.find((workflow) => workflow.id === value);
  const options = [{ value: "", label: text.allWorkflows }, ...workflows.map(({ id, name }) => ({ value: id, label: name }))];
  return (
    <Menu
      trigger={
        <Button icon={<Workflow size={15} aria-hidden />} after={<ChevronDown size={14} aria-hidden />}>
          {value ? (chosen?.name ?? text.oneWorkflow) : text.allWorkflows}
        </Button>
      }
    >
      <MenuChoice value={value} options={options} onChange={onChange} />
    </Menu>
  );
}
