import { FlaskConical, RotateCw } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { errorSentence } from "@/api/errors";
import { useRedeliver } from "@/api/queries/useEvents";
import { useMay } from "@/api/queries/useMay";
import type { InboundEventDetail } from "@/api/types";
import { Button } from "@/ui/Button";
import { showToast } from "@/ui/toast/toasts";
import styles from "./Events.module.css";
import { ReplayDialog } from "./ReplayDialog";
import { text } from "./text";

/** Deliver it again, or try it in a draft. */
export function EventActions({ event, onOpen }: { event: InboundEventDetail; onOpen: (id: string) => void }) {
  const mayDeliver = useMay("events:write");
  const redeliver = useRedeliver(event.id);
  const navigate = useNavigate();
  const [isTrying, setTrying] = useState(false);
  if (!mayDeliver || !event.canRedeliver) return null;
  const again = () =>
    redeliver.mutate(
      {},
      {
        onSuccess: ({ eventId, decisions, runId }) => {
          const action = runId ? { action: { label: text.openRun, run: () => void navigate(`/runs/${runId}`) } } : {};
          showToast({ text: text.delivered(decisions.filter((one) => one.runId).length), ...action });
          onOpen(eventId);
        },
        onError: (error) => showToast({ state: "failed", text: errorSentence(error) }),
      },
    );
  return (
    <div className={styles.acts}>
      <Button icon={<RotateCw size={14} aria-hidden />} title={text.redeliverHint} busy={redeliver.isPending} busyLabel={text.redelivering} onClick={again}>
        {text.redeliver}
      </Button>
      <Button icon={<FlaskConical size={14} aria-hidden />} onClick={() => setTrying(true)}>
        {text.replay}
      </Button>
      {isTrying && <ReplayDialog event={event} onClose={() => setTrying(false)} />}
    </div>
  );
}
