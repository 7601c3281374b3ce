import { Calendar, ChevronDown } from "lucide-react";
import { Button } from "@/ui/Button";
import { Menu, MenuChoice } from "@/ui/Menu";
import { periods, type Period } from "./periods";

export function PeriodMenu({ period, onChange }: { period: Period; onChange: (value: string) => void }) {
  return (
    <Menu
      align="end"
      trigger={
        <Button icon={<Calendar size={15} aria-hidden />} after={<ChevronDown size={14} aria-hidden />}>
          {period.label}
        </Button>
      }
    >
      <MenuChoice value={period.value} options={periods} onChange={onChange} />
    </Menu>
  );
}
