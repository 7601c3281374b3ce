import { Plus } from "lucide-react";
import { useId, useState, type FormEvent } from "react";
import { fieldError, otherError } from "@/api/errors";
import { useAlertActions } from "@/api/queries/useAlerts";
import { useWorkflows } from "@/api/queries/useWorkflows";
import type { Alert } from "@/api/types";
import { Switch } from "@/forms/widgets/Switch";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import styles from "./Alerts.module.css";
import { AlertTest } from "./AlertTest";
import { missingIn, targetOf } from "./draft";
import { MinutesField } from "./MinutesField";
import { TargetField } from "./TargetField";
import { text } from "./text";

export interface AlertDialogProps {
  alert: Alert;
  /** A new one, whose workflow and kind are still to be chosen. */
  isNew?: boolean;
  onClose: () => void;
}

export function AlertDialog({ alert, isNew = false, onClose }: AlertDialogProps) {
  const { save } = useAlertActions();
  const workflows = useWorkflows().data?.pages.flatMap((page) => page.data) ?? [];
  const [draft, setDraft] = useState(alert);
  const [tried, setTried] = useState(false);
  const formId = useId();
  const set = (change: Partial<Alert>) => setDraft((before) => ({ ...before, ...change }));
  const missing = missingIn(draft);
  const lacksWorkflow = isNew && !draft.workflowId;
  // The workflow and the kind are fields of a new one alone.
  const other = otherError(save.error, ["minutes", "groupMinutes", ...draft.targets.map((_, place) => `targets.${place}`), ...(isNew ? ["workflowId", "kind"] : [])]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing || lacksWorkflow) return;
    const { kind, workflowId, enabled, minutes, groupMinutes, targets } = draft;
    const onSuccess = () => {
      showToast({ text: text.saved });
      onClose();
    };
    save.mutate({ kind, workflowId, enabled, minutes, groupMinutes, targets }, { onSuccess });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={isNew ? text.newTitle : text.editTitle(text.kinds[alert.kind])}
      description={text.whys[draft.kind]}
      width={520}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="filled" type="submit" form={formId} busy={save.isPending} busyLabel={text.saving}>
            {text.save}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        {isNew && (
          <>
            <Field label={text.workflow} error={tried && lacksWorkflow ? text.workflowMissing : fieldError(save.error, "workflowId")}>
              {(control) => (
                <Select {...control} value={draft.workflowId ?? ""} onChange={(event) => set({ workflowId: event.target.value || null })}>
                  <option value="">{text.workflow}…</option>
                  {workflows.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label={text.kind} error={fieldError(save.error, "kind")}>
              {(control) => (
                <Select
                  {...control}
                  value={draft.kind}
                  onChange={(event) => {
                    const isSilence = event.target.value === "no_success";
                    set({ kind: isSilence ? "no_success" : "run_failed", minutes: isSilence ? 1440 : null, groupMinutes: isSilence ? 1440 : 60 });
                  }}
                >
                  <option value="no_success">{text.kinds.no_success}</option>
                  <option value="run_failed">{text.kinds.run_failed}</option>
                </Select>
              )}
            </Field>
          </>
        )}
        <div className={styles.switchRow}>
          <Switch label={text.enabled} on={draft.enabled} onChange={(enabled) => set({ enabled })} />
          <span>{text.enabled}</span>
        </div>
        {(draft.kind === "no_success" || draft.kind === "backlog") && (
          <MinutesField label={text.minutes[draft.kind]} error={fieldError(save.error, "minutes")} value={draft.minutes ?? 60} onChange={(minutes) => set({ minutes })} />
        )}
        <MinutesField label={text.group} help={text.groupHelp} error={fieldError(save.error, "groupMinutes")} value={draft.groupMinutes} onChange={(groupMinutes) => set({ groupMinutes })} />
        <fieldset className={styles.targets}>
          <legend>{text.targets}</legend>
          {draft.targets.map((target, place) => (
            <TargetField
              key={place}
              target={target}
              isMissing={tried && missing === `targets.${place}`}
              refusal={fieldError(save.error, `targets.${place}`)}
              onChange={(next) => set({ targets: draft.targets.map((one, at) => (at === place ? next : one)) })}
              onRemove={() => set({ targets: draft.targets.filter((_, at) => at !== place) })}
            />
          ))}
          {tried && missing === "targets" && <p className={styles.error}>{text.noTargets}</p>}
          <Button size="small" icon={<Plus size={13} aria-hidden />} onClick={() => set({ targets: [...draft.targets, targetOf("address")] })}>
            {text.addTarget}
          </Button>
        </fieldset>
        {!lacksWorkflow && draft.targets.length > 0 && <AlertTest alert={draft} ready={!missing} />}
        {other && <Message state="failed" title={other} />}
      </form>
    </Dialog>
  );
}
