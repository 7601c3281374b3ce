import { Link, NavLink } from "react-router";
import type { Me } from "@/api/types";
import { cx } from "@/ui/cx";
import { Logo } from "@/ui/Logo";
import { Tooltip } from "@/ui/Tooltip";
import { GuideRing } from "../guide/GuideRing";
import { PaletteDoor } from "../palette/PaletteDoor";
import { navItems } from "./navItems";
import { NavCount } from "./NavCount";
import { PersonMenu } from "./PersonMenu";
import styles from "./Rail.module.css";

/** The navigation beside the studio: icons, whose names are in tooltips. */
export function Rail({ me }: { me: Me | undefined }) {
  return (
    <nav className={styles.rail} aria-label="Main">
      <Link to="/workflows" className={styles.logo} aria-label="Headrace, all workflows">
        <Logo />
      </Link>
      <PaletteDoor narrow />
      {navItems.map(({ to, label, icon: Icon, low, counts }) => (
        <Tooltip key={to} text={label} side="right">
          {/* The tooltip needs an element whose class is no function. */}
          <span className={cx(low && styles.low)}>
            <NavLink to={to} aria-label={label} className={({ isActive }) => cx(styles.link, isActive && styles.on)}>
              <Icon size={18} strokeWidth={1.75} aria-hidden />
              {counts && <NavCount dot />}
            </NavLink>
          </span>
        </Tooltip>
      ))}
      <GuideRing me={me} />
      <PersonMenu me={me} narrow />
    </nav>
  );
}
