import type { Workflow } from "@/api/types";
import { Tag } from "@/ui/Chip";
import { text } from "../text";

export function VersionTag({ workflow }: { workflow: Workflow }) {
  const { status, publishedVersion } = workflow;
  if (status === "archived") return <Tag>{text.status.archived}</Tag>;
  if (publishedVersion === null || publishedVersion === 0) return <Tag>{text.status.draft}</Tag>;
  return <Tag>{status === "paused" ? text.status.pausedVersion(publishedVersion) : text.status.live(publishedVersion)}</Tag>;
}
