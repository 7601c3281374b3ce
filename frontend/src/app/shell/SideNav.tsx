import { NavLink } from "react-router";
import type { Me } from "@/api/types";
import { cx } from "@/ui/cx";
import { GuideInNav } from "../guide/GuideInNav";
import { PaletteDoor } from "../palette/PaletteDoor";
import { CompanyMenu } from "./CompanyMenu";
import { navItems } from "./navItems";
import { NavCount } from "./NavCount";
import { PersonMenu } from "./PersonMenu";
import styles from "./SideNav.module.css";

export function SideNav({ me }: { me: Me | undefined }) {
  return (
    <nav className={styles.side} aria-label="Main">
      <CompanyMenu me={me} />
      <PaletteDoor />
      <div className={styles.links}>
        {navItems.map(({ to, label, icon: Icon, low, counts }) => (
          <NavLink key={to} to={to} className={({ isActive }) => cx(styles.link, isActive && styles.on, low && styles.low)}>
            <Icon size={17} strokeWidth={1.75} aria-hidden />
            {label}
            {counts && <NavCount />}
          </NavLink>
        ))}
      </div>
      <GuideInNav me={me} />
      <PersonMenu me={me} />
    </nav>
  );
}
