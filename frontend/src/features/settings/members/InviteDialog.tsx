import { useId, useState, type FormEvent } from "react";
import { fieldError, otherError } from "@/api/errors";
import { useMemberActions } from "@/api/queries/useMembers";
import type { Role } from "@/api/types";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Field } from "@/ui/Field";
import { Input, Select } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { showToast } from "@/ui/toast/toasts";
import { text } from "./text";

/** Adds a person to the company. `offered` are the roles that the one who asks may give. */
export function InviteDialog({ offered, onClose }: { offered: readonly Role[]; onClose: () => void }) {
  const { invite } = useMemberActions();
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("editor");
  const [tried, setTried] = useState(false);
  const formId = useId();
  const isWrong = !/^\S+@\S+\.\S+$/.test(email.trim());
  const other = otherError(invite.error, ["email"]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isWrong) return;
    invite.mutate(
      { email: email.trim(), name: name.trim(), role },
      {
        onSuccess: (member) => {
          showToast({ text: text.sent(member.email) });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={text.invite}
      description={text.inviteWhy}
      footer={
        <>
          <Button onClick={onClose}>{text.cancel}</Button>
          <Button variant="filled" type="submit" form={formId} busy={invite.isPending} busyLabel={text.sending}>
            {text.invite}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate>
        <Field label={text.email} error={tried && isWrong ? text.emailWrong : fieldError(invite.error, "email")}>
          {(control) => <Input {...control} type="email" value={email} maxLength={254} autoComplete="off" onChange={(event) => setEmail(event.target.value)} />}
        </Field>
        <Field label={text.name}>{(control) => <Input {...control} value={name} maxLength={150} autoComplete="off" onChange={(event) => setName(event.target.value)} />}</Field>
        <Field label={text.role} help={text.roles[role].may}>
          {(control) => (
            <Select {...control} value={role} onChange={(event) => setRole(event.target.value as Role)}>
              {offered.map((each) => (
                <option key={each} value={each}>
                  {text.roles[each].name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {other && <Message state="failed" title={other} />}
      </form>
    </Dialog>
  );
}
