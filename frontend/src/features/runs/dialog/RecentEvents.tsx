import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useMay } from "@/api/queries/useMay";
import type { InboundEvent, InboundEventDetail } from "@/api/types";
import type { Json } from "@/graph/definition";
import { Button } from "@/ui/Button";
import { Menu, MenuItem } from "@/ui/Menu";
import { formatAgo } from "@/ui/time/ago";
import { showToast } from "@/ui/toast/toasts";
import { eventInput } from "./runInput";
import { text } from "./text";

/** What really arrived for this workflow, to run with one of these events. */
export function RecentEvents({ workflowId, onChoose }: { workflowId: string; onChoose: (input: Json, triggerId: string | undefined) => void }) {
  const client = useQueryClient();
  const mayRead = useMay("events:read");
  const events = useQuery({
    queryKey: keys.recentEvents(workflowId),
    queryFn: ({ signal }) => api.page<InboundEvent>("/events", { query: { workflowId, limit: 8 }, signal }),
    enabled: mayRead,
  });
  const found = events.data?.data ?? [];
  if (found.length === 0) return null;
  const choose = async ({ id, decisions }: InboundEvent) => {
    const event = await client.fetchQuery({ queryKey: [...keys.recentEvents(workflowId), id], queryFn: ({ signal }) => api.get<InboundEventDetail>(`/events/${id}`, { signal }) });
    const input = eventInput(event.source, event.body);
    if (input !== undefined) onChoose(input, decisions.find((one) => one.workflowId === workflowId)?.triggerId);
    else showToast({ state: "failed", text: text.noBody });
  };
  return (
    <Menu
      align="end"
      trigger={
        <Button variant="plain" size="small" icon={<Inbox size={14} aria-hidden />}>
          {text.events}
        </Button>
      }
    >
      {found.map((event) => (
        <MenuItem key={event.id} hint={[event.preview.slice(0, 60), formatAgo(event.receivedAt)].filter(Boolean).join(" · ")} onSelect={() => void choose(event)}>
          {event.topic || event.source}
        </MenuItem>
      ))}
    </Menu>
  );
}
