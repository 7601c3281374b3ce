import { Plus } from "lucide-react";
import { useState } from "react";
import { errorSentence } from "@/api/errors";
import { useAlertActions, useAlerts } from "@/api/queries/useAlerts";
import { useMay } from "@/api/queries/useMay";
import { useWorkflows } from "@/api/queries/useWorkflows";
import type { Alert } from "@/api/types";
import { Button } from "@/ui/Button";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import { showToast } from "@/ui/toast/toasts";
import { LoadFailure } from "../LoadFailure";
import { Section } from "../Section";
import { AlertDialog } from "./AlertDialog";
import styles from "./Alerts.module.css";
import { AlertTable } from "./AlertTable";
import { targetOf } from "./draft";
import { text } from "./text";

const silence: Alert = {
  kind: "no_success", title: "", workflowId: null, enabled: true, minutes: 1440, groupMinutes: 1440, targets: [targetOf("owner")], isOwn: false, updatedBy: null, updatedAt: null,
};

export function AlertsSection() {
  const alerts = useAlerts();
  const { reset } = useAlertActions();
  const mayCompany = useMay("webhooks:write");
  const mayWorkflows = useMay("workflows:write");
  const workflows = useWorkflows().data?.pages.flatMap((page) => page.data) ?? [];
  const names = new Map(workflows.map(({ id, name }) => [id, name]));
  const [editing, setEditing] = useState<{ alert: Alert; isNew?: boolean } | null>(null);
  const shared = alerts.data?.filter((alert) => !alert.workflowId);
  const own = alerts.data?.filter((alert) => alert.workflowId) ?? [];
  const setBack = (alert: Alert) =>
    reset.mutate(alert, {
      onSuccess: () => showToast({ text: text.resetDone }),
      onError: (error) => showToast({ state: "failed", text: errorSentence(error) }),
    });
  const acts = { onEdit: (alert: Alert) => setEditing({ alert }), onReset: setBack };
  if (alerts.isError && !alerts.data) {
    return (
      <Section lead={text.lead}>
        <LoadFailure title={text.failed} error={alerts.error} onRetry={() => void alerts.refetch()} />
      </Section>
    );
  }
  return (
    <Section lead={text.lead}>
      <header className={styles.heading}>
        <h2>{text.company}</h2>
      </header>
      {shared ? (
        <AlertTable label={text.company} alerts={shared} mayWrite={mayCompany} {...acts} />
      ) : (
        <div className={list.bar}>
          <Skeleton width={320} />
        </div>
      )}
      <div className={styles.headingRow}>
        <header className={styles.heading}>
          <h2>{text.workflows}</h2>
          {own.length > 0 && <p>{text.workflowsWhy}</p>}
        </header>
        {mayWorkflows && (
          <div className={styles.heading}>
            <Button icon={<Plus size={15} aria-hidden />} onClick={() => setEditing({ alert: silence, isNew: true })}>
              {text.add}
            </Button>
          </div>
        )}
      </div>
      {own.length > 0 ? <AlertTable label={text.workflows} alerts={own} names={names} mayWrite={mayWorkflows} {...acts} /> : <p className={styles.none}>{text.noWorkflows}</p>}
      {editing && <AlertDialog alert={editing.alert} isNew={editing.isNew ?? false} onClose={() => setEditing(null)} />}
    </Section>
  );
}
