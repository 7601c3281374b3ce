import { NavLink, Outlet } from "react-router";
import { cx } from "@/ui/cx";
import { PageHeader } from "@/ui/PageHeader";
import styles from "./SettingsPage.module.css";

const sections = [
  { to: "/settings/api-keys", label: "API keys" },
  { to: "/settings/members", label: "Members" },
  { to: "/settings/oauth-apps", label: "OAuth apps" },
  { to: "/settings/secrets", label: "Secrets" },
  { to: "/settings/custom-providers", label: "Your providers" },
  { to: "/settings/webhooks", label: "Webhooks" },
  { to: "/settings/alerts", label: "Alerts" },
  { to: "/settings/audit", label: "Audit log" },
  { to: "/settings/company", label: "Company" },
];

export function SettingsPage() {
  return (
    <>
      <PageHeader title="Settings" />
      <nav className={styles.sections} aria-label="Settings">
        {sections.map((section) => (
          <NavLink key={section.to} to={section.to} className={({ isActive }) => cx(styles.section, isActive && styles.on)}>
            {section.label}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
