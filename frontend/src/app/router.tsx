import { createBrowserRouter, Navigate, type RouteObject } from "react-router";
import { NotFound } from "./NotFound";
import { RouteError } from "./RouteError";
import { Shell } from "./shell/Shell";

// Every page is its own file to load; the studio's is by far the largest and comes only with its route.
export const router = createBrowserRouter([
  {
    element: <Shell />,
    errorElement: (
      <main>
        <RouteError />
      </main>
    ),
    hydrateFallbackElement: <></>,
    children: inside([
      { index: true, element: <Navigate to="/workflows" replace /> },
      {
        path: "workflows",
        lazy: async () => ({ Component: (await import("@/features/workflows/WorkflowsPage")).WorkflowsPage }),
      },
      { path: "runs", lazy: async () => ({ Component: (await import("@/features/runs/list/RunsPage")).RunsPage }) },
      { path: "health", lazy: async () => ({ Component: (await import("@/features/runs/health/HealthPage")).HealthPage }) },
      { path: "approvals", lazy: async () => ({ Component: (await import("@/features/approvals/ApprovalsPage")).ApprovalsPage }) },
      {
        path: "connections",
        lazy: async () => ({ Component: (await import("@/features/connections/ConnectionsPage")).ConnectionsPage }),
      },
      { path: "tables", lazy: async () => ({ Component: (await import("@/features/tables/TablesPage")).TablesPage }) },
      { path: "tables/:tableId", lazy: async () => ({ Component: (await import("@/features/tables/sheet/TablePage")).TablePage }) },
      { path: "events", lazy: async () => ({ Component: (await import("@/features/events/EventsPage")).EventsPage }) },
      { path: "templates", lazy: async () => ({ Component: (await import("@/features/templates/TemplatesPage")).TemplatesPage }) },
      { path: "templates/:templateId", lazy: async () => ({ Component: (await import("./templates/TemplatePage")).TemplatePage }) },
      {
        path: "settings",
        lazy: async () => ({ Component: (await import("@/features/settings/SettingsPage")).SettingsPage }),
        children: [
          { index: true, element: <Navigate to="/settings/api-keys" replace /> },
          {
            path: "api-keys",
            lazy: async () => ({ Component: (await import("@/features/settings/api-keys/ApiKeysSection")).ApiKeysSection }),
          },
          {
            path: "members",
            lazy: async () => ({ Component: (await import("@/features/settings/members/MembersSection")).MembersSection }),
          },
          {
            path: "oauth-apps",
            lazy: async () => ({ Component: (await import("@/features/settings/oauth-apps/OAuthAppsSection")).OAuthAppsSection }),
          },
          {
            path: "secrets",
            lazy: async () => ({ Component: (await import("@/features/settings/secrets/SecretsSection")).SecretsSection }),
          },
          {
            path: "custom-providers",
            lazy: async () => ({ Component: (await import("@/features/settings/custom-providers/CustomProvidersSection")).CustomProvidersSection }),
          },
          {
            path: "agents",
            lazy: async () => ({ Component: (await import("@/features/settings/agents/AgentsSection")).AgentsSection }),
          },
          {
            path: "webhooks",
            lazy: async () => ({ Component: (await import("@/features/settings/webhooks/WebhooksSection")).WebhooksSection }),
          },
          {
            path: "webhooks/:endpointId",
            lazy: async () => ({ Component: (await import("@/features/settings/webhooks/EndpointPage")).EndpointPage }),
          },
          {
            path: "alerts",
            lazy: async () => ({ Component: (await import("@/features/settings/alerts/AlertsSection")).AlertsSection }),
          },
          {
            path: "audit",
            lazy: async () => ({ Component: (await import("@/features/settings/audit/AuditSection")).AuditSection }),
          },
          {
            path: "company",
            lazy: async () => ({ Component: (await import("@/features/settings/company/CompanySection")).CompanySection }),
          },
        ],
      },
      { path: "*", element: <NotFound /> },
    ]),
  },
  {
    element: <Shell narrow />,
    errorElement: (
      <main>
        <RouteError />
      </main>
    ),
    hydrateFallbackElement: <></>,
    children: inside([
      { path: "workflows/:workflowId/runs/:runId", lazy: async () => ({ Component: (await import("./studio/runs/RunPage")).default }) },
      { path: "workflows/:workflowId/*", lazy: async () => ({ Component: (await import("./studio/StudioPage")).default }) },
      { path: "runs/:runId/*", lazy: async () => ({ Component: (await import("./studio/runs/RunPage")).default }) },
    ]),
  },
]);

/** A page that fails leaves the navigation around it standing. */
function inside(children: RouteObject[]): RouteObject[] {
  return [{ errorElement: <RouteError />, children }];
}
