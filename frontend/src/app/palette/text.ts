export const text = {
  title: "Go to or do",
  search: "Search",
  hint: "A page, a workflow, a run, a block or an action",
  none: (query: string) => `Nothing fits “${query}”.`,
  unreachable: "The search did not arrive from the server. Try again when it can be reached.",
  reading: "Looking through workflows and runs…",
  results: (count: number) => (count === 1 ? "1 result" : `${count} results`),
  groups: { Recent: "Used last", Actions: "Actions", Blocks: "Blocks of this workflow", Workflows: "Workflows", Runs: "Runs", Pages: "Pages", Settings: "Settings", Templates: "Templates" },
  themes: { system: "Colours as the system", light: "Light colours", dark: "Dark colours" },
  signOut: "Sign out",
};
