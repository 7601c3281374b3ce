import { useEffect, useRef } from "react";
import { NavLink, useLocation } from "react-router";
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
  const links = useRef<HTMLDivElement>(null);
  const { pathname } = useLocation();
  // On a phone the links are a strip that is wider than the screen.
  // In braces: newer browsers return a promise, which React would take for a clean-up.
  useEffect(() => {
    void links.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  return (
    <nav className={styles.side} aria-label="Main">
      <CompanyMenu me={me} />
      <PaletteDoor />
      <div ref={links} className={styles.links}>
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
