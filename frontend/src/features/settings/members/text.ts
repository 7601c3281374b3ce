import type { Role } from "@/api/types";

export const text = {
  lead: "Who works in this company, and what each of them may do.",
  invited: "invited",
  you: "you",
  failed: "The members could not be read",
  columns: { name: "Name", role: "Role", since: "Member since", acts: "Acts" },
  invite: "Invite member",
  inviteWhy: "They get an email with a link to set a password, or are added at once when they already have an account here.",
  email: "Email",
  emailWrong: "This is not an email address.",
  name: "Name",
  role: "Role",
  cancel: "Cancel",
  sending: "Inviting…",
  sent: (email: string) => `${email} is invited.`,
  again: "Send again",
  sentAgain: (email: string) => `Another invitation is on its way to ${email}.`,
  roleOf: (name: string) => `Role of ${name}`,
  changed: (name: string, role: string) => `${name} is ${role} from now on.`,
  remove: "Remove",
  removeTitle: (name: string) => `Remove ${name}?`,
  removeWhy: "They lose this company at once. What they made stays, and so do API keys: revoke those that only they know.",
  removing: "Removing…",
  keep: "Keep them",
  removed: (name: string) => `${name} is no member any more.`,
  roles: {
    owner: { name: "Owner", may: "May do everything" },
    admin: { name: "Admin", may: "Everything but deleting the company" },
    editor: { name: "Editor", may: "Draws, publishes and runs workflows" },
    operator: { name: "Operator", may: "Watches over runs, reads the rest" },
    viewer: { name: "Viewer", may: "Reads" },
  } satisfies Record<Role, { name: string; may: string }>,
};

export const roles = Object.keys(text.roles) as Role[];
