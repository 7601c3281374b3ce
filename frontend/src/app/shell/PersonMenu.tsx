import { KeyRound, LogOut } from "lucide-react";
import type { Me } from "@/api/types";
import { Avatar } from "@/ui/Avatar";
import { cx } from "@/ui/cx";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "@/ui/Menu";
import { Skeleton } from "@/ui/Skeleton";
import { chooseTheme, type Theme } from "../theme/theme";
import { useTheme } from "../theme/useTheme";
import { signOut } from "./signOut";
import { roleWords } from "./text";
import styles from "./PersonMenu.module.css";

const themes: readonly { value: Theme; label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export function PersonMenu({ me, narrow = false }: { me: Me | undefined; narrow?: boolean }) {
  const theme = useTheme();
  return (
    <div className={cx(styles.place, narrow && styles.narrow)}>
      <Menu
        side={narrow ? "right" : "top"}
        align={narrow ? "end" : "start"}
        trigger={
          <button type="button" className={styles.person}>
            <Avatar initials={me?.user.initials ?? ""} />
            <span className={styles.names}>
              {me ? <b>{me.user.name}</b> : <Skeleton width={90} />}
              {me && <small>{roleWords[me.role]}</small>}
            </span>
            <span className="visually-hidden">, your menu</span>
          </button>
        }
      >
        {me && <MenuLabel>{me.user.email}</MenuLabel>}
        <MenuSeparator />
        <MenuLabel>Colours</MenuLabel>
        <MenuChoice value={theme} options={themes} onChange={chooseTheme} />
        <MenuSeparator />
        <MenuItem icon={<KeyRound size={15} aria-hidden />} onSelect={() => window.location.assign("/change-password")}>
          Change password
        </MenuItem>
        <MenuItem icon={<LogOut size={15} aria-hidden />} onSelect={signOut}>
          Sign out
        </MenuItem>
      </Menu>
    </div>
  );
}
