import type { RunItem } from "@/api/types";
import { Tag } from "@/ui/Chip";
import { text } from "./text";

/** Marks a run that was a test, and one that wrote nothing. */
export function TestTag({ run }: { run: Pick<RunItem, "test" | "dryRun"> }) {
  if (run.dryRun) {
    return (
      <span title={text.dryWhy}>
        <Tag>{text.dryRun}</Tag>
      </span>
    );
  }
  return run.test ? (
    <span title={text.testWhy}>
      <Tag>{text.testRun}</Tag>
    </span>
  ) : null;
}
