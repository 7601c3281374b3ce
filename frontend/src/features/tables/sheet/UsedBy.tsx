import { Workflow } from "lucide-react";
import { useNavigate } from "react-router";
import type { Table } from "@/api/types";
import { Button } from "@/ui/Button";
import { Menu, MenuItem } from "@/ui/Menu";
import { text } from "../text";
import styles from "./TablePage.module.css";

/** Which workflows read or write the table, each a click away. */
export function UsedBy({ users }: { users: Table["usedBy"] }) {
  const navigate = useNavigate();
  if (users.length === 0) return <span className={styles.fact}>{text.sheet.usedBy(0)}</span>;
  return (
    <Menu trigger={<Button variant="plain" size="small" icon={<Workflow size={14} aria-hidden />}>{text.sheet.usedBy(users.length)}</Button>}>
      {users.map((user) => (
        <MenuItem key={user.id} onSelect={() => void navigate(`/workflows/${user.id}`)}>
          {user.name}
        </MenuItem>
      ))}
    </Menu>
  );
}
