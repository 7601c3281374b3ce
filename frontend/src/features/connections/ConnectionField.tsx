import { Plus } from "lucide-react";
import { useState } from "react";
import { useConnections } from "@/api/queries/useConnections";
import { useMay } from "@/api/queries/useMay";
import { useProviders } from "@/api/queries/useProviders";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { accountLine } from "./accountLine";
import { AddConnectionDialog } from "./add/AddConnectionDialog";
import { ReconnectDialog } from "./add/ReconnectDialog";
import { automaticChoice, connectionChoices } from "./choices";
import { text } from "./fieldText";
import { healthOf, needsReconnect } from "./health";

export interface ConnectionFieldProps {
  /** The app whose account the block needs; "" where any connection will do. */
  provider: string;
  label?: string | undefined;
  value: string | null | undefined;
  disabled: boolean;
  problem?: string | undefined;
  onChange: (connectionId: string | null) => void;
}

const another = "+";

/** Which account a block runs with, and whether that works. Nothing for blocks that need none. */
export function ConnectionField({ provider, label = text.label, value, disabled, problem, onChange }: ConnectionFieldProps) {
  const providers = useProviders().data;
  const connections = useConnections().data;
  const mayWrite = useMay("connections:write");
  const [open, setOpen] = useState<"add" | "reconnect" | null>(null);
  const app = providers?.find((one) => one.id === provider);
  if (!providers || !connections || (provider !== "" && !app)) return null;

  const mine = connections.filter((one) => provider === "" || one.provider === provider);
  const automatic = provider === "" ? undefined : automaticChoice(mine);
  const chosen = value ? connections.find((one) => one.id === value) : automatic;
  const choices = connectionChoices(connections, provider);
  const name = app?.name ?? text.anyApp;
  const broken = chosen && chosen.status !== "active" ? chosen : undefined;
  const brokenApp = broken && providers.find((one) => one.id === broken.provider);
  return (
    <>
      {choices.length === 0 && !value ? (
        <Field label={label} help={text.none(name)} error={problem}>
          {(control) => (
            <div>
              <Button {...control} size="small" icon={<Plus size={14} aria-hidden />} disabled={disabled || !mayWrite} onClick={() => setOpen("add")}>
                {text.connect(name)}
              </Button>
            </div>
          )}
        </Field>
      ) : (
        <Field label={label} fact={chosen && !broken ? text.works : undefined} error={problem}>
          {(control) => (
            <Select
              {...control}
              value={value ?? ""}
              disabled={disabled}
              onChange={(event) => (event.target.value === another ? setOpen("add") : onChange(event.target.value || null))}
            >
              <option value="">{automatic ? text.automatic(accountLine(automatic)) : text.choose}</option>
              {choices.map((choice) => (
                <option key={choice.id} value={choice.id}>
                  {choice.label}
                </option>
              ))}
              {value && !chosen && <option value={value}>{text.gone}</option>}
              {mayWrite && <option value={another}>{text.connectAnother}</option>}
            </Select>
          )}
        </Field>
      )}
      {broken && (
        <Message
          state="failed"
          title={healthOf(broken, undefined).words}
          actions={
            mayWrite && needsReconnect(broken) && brokenApp && (
              <Button size="small" onClick={() => setOpen("reconnect")}>
                {text.reconnect}
              </Button>
            )
          }
        >
          {broken.statusReason}
        </Message>
      )}
      {open === "add" && (
        <AddConnectionDialog
          startWith={app}
          onClose={() => setOpen(null)}
          onDone={(id) => {
            setOpen(null);
            onChange(id);
          }}
        />
      )}
      {open === "reconnect" && broken && brokenApp && <ReconnectDialog connection={broken} provider={brokenApp} onClose={() => setOpen(null)} />}
    </>
  );
}
