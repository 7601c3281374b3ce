export interface SettingsSection {
  to: string;
  label: string;
}

/** The pages of the settings by whom they concern: one that is added stands in one of these. */
export const groups: readonly { name: string; sections: readonly SettingsSection[] }[] = [
  {
    name: "Company and people",
    sections: [
      { to: "/settings/company", label: "Company" },
      { to: "/settings/members", label: "Members" },
    ],
  },
  {
    name: "Developers",
    sections: [
      { to: "/settings/api-keys", label: "API keys" },
      { to: "/settings/webhooks", label: "Webhooks" },
      { to: "/settings/secrets", label: "Secrets" },
      { to: "/settings/oauth-apps", label: "OAuth apps" },
      { to: "/settings/custom-providers", label: "Your providers" },
      { to: "/settings/agents", label: "Agents" },
    ],
  },
  {
    name: "Operations",
    sections: [
      { to: "/settings/alerts", label: "Alerts" },
      { to: "/settings/audit", label: "Audit log" },
    ],
  },
];
