import type { Role } from "@/api/types";

export const text = {
  lead: "Who works in this company, and what each of them may do.",
  invited: "invited",
  failed: "The members could not be read",
  roles: {
    owner: { name: "Owner", may: "May do everything" },
    admin: { name: "Admin", may: "Everything but deleting the company" },
    editor: { name: "Editor", may: "Draws, publishes and runs workflows" },
    operator: { name: "Operator", may: "Watches over runs, reads the rest" },
    viewer: { name: "Viewer", may: "Reads" },
  } satisfies Record<Role, { name: string; may: string }>,
};
