import { useId } from "react";
import { NavLink, Outlet, useLocation, useNavigate } from "react-router";
import { cx } from "@/ui/cx";
import { Select } from "@/ui/Input";
import { PageHeader } from "@/ui/PageHeader";
import { groups } from "./sections";
import styles from "./SettingsPage.module.css";

/** The settings' pages in groups: beside the page where there is room, else in one list above it. */
export function SettingsPage() {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const here = groups.flatMap((group) => group.sections).find(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
  return (
    <>
      <PageHeader title="Settings" />
      <div className={styles.settings}>
        <nav className={styles.sections} aria-label="Settings">
          {groups.map((group) => (
            <Group key={group.name} {...group} />
          ))}
        </nav>
        <div className={styles.narrow}>
          <Select aria-label="Page of the settings" value={here?.to ?? ""} onChange={(event) => void navigate(event.target.value)}>
            {!here && <option value="">Choose a page</option>}
            {groups.map((group) => (
              <optgroup key={group.name} label={group.name}>
                {group.sections.map(({ to, label }) => (
                  <option key={to} value={to}>
                    {label}
                  </option>
                ))}
              </optgroup>
            ))}
          </Select>
        </div>
        <div className={styles.page}>
          <Outlet />
        </div>
      </div>
    </>
  );
}

function Group({ name, sections }: (typeof groups)[number]) {
  const id = useId();
  return (
    <div className={styles.group} role="group" aria-labelledby={id}>
      <span id={id} className={styles.name}>
        {name}
      </span>
      {sections.map(({ to, label }) => (
        <NavLink key={to} to={to} className={({ isActive }) => cx(styles.section, isActive && styles.on)}>
          {label}
        </NavLink>
      ))}
    </div>
  );
}
