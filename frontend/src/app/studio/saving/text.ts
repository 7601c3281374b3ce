/** The words of a draft that the server does not take any more. */
export const text = {
  why: "What you changed since is only in this tab. Make a workflow of its own of it, or save it as a file that can be imported.",
  left: "What you changed here was not saved before this workflow was closed to changes",
  copy: "Keep as a new workflow",
  copying: "Keeping…",
  copyName: (name: string) => `${name} (kept)`,
  copied: (name: string) => `Kept as the draft “${name}”.`,
  download: "Save as a file",
};
