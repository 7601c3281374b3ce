/** The words of an event trigger's set-up. */
export const text = {
  title: "Set-up at the provider",
  address: "Address",
  copy: "Copy the address",
  copied: "Address copied",
  proven: (count: number) => (count > 1 ? `${String(count)} are valid` : "stored"),
  notProven: "Until it is stored, nothing that arrives can be trusted, and the workflow cannot be published.",
  onlyAdmins: "An owner or admin of the company can store it.",
  store: "Store",
  storing: "Storing",
  stored: (label: string) => `${label} stored`,
  replace: "Store another one",
  replaceHelp: "Both are valid until you remove the old one.",
  since: "stored",
  remove: "Remove",
  removed: "Removed. What is signed with it is refused from now on.",
  short: "It has at least 8 characters.",
};
