import type { ResumePreview, ResumeVersion } from "@/api/types";

/** The words of going on with a run that has ended. */
export const text = {
  resume: "Resume",
  resumeHere: "Resume from here",
  resumeWhy: "Steps that are done keep what they gave and are not executed again.",
  editFirst: "Edit input first",
  from: "Run again from here",
  fromHint: "As a new run; what comes before is reused",
  more: "What one can do from this step",
  title: (number: number) => `Go on with run ${number.toLocaleString("en-US")}`,
  titleFrom: (name: string) => `Run again from ${name}`,
  description: "A new run takes over the finished steps with their outputs; this run stays as it is.",
  version: "Version",
  same: (version: number | null) => (version === null ? "The same draft" : `The same, v${String(version)}`),
  draft: "The draft",
  current: "The live version",
  editInput: "Edit the input",
  keepInput: "Keep the input as it was",
  inputHelp: "Finished steps keep what they gave; the steps that run now read the new input.",
  reused: (count: number) => `Reused (${count.toLocaleString("en-US")})`,
  reusedNone: "Nothing is reused.",
  again: (count: number) => `Runs again (${count.toLocaleString("en-US")})`,
  againNone: "Nothing that has run runs again; the new run begins behind it.",
  preview: "What the new run does",
  looking: "Looking what can be reused",
  andMore: (count: number) => `and ${count.toLocaleString("en-US")} more`,
  cancel: "Cancel",
  start: "Start the new run",
  starting: "Starting…",
};

export const versions: readonly ResumeVersion[] = ["same", "draft", "current"];

export const reasons: Record<ResumePreview["runsAgain"][number]["reason"], string> = {
  failed: "it failed",
  chosen: "you chose it",
  changed: "it has changed in that version",
  behind: "it stands behind one of these",
};
