import { X } from "lucide-react";
import { useConnections } from "@/api/queries/useConnections";
import { useWebhookEndpoints } from "@/api/queries/useWebhookEndpoints";
import type { AlertTarget } from "@/api/types";
import { IconButton } from "@/ui/IconButton";
import { Input, Select } from "@/ui/Input";
import styles from "./Alerts.module.css";
import { targetOf, wayOf, ways, type Way } from "./draft";
import { text } from "./text";

const words: Record<Way, string> = { owner: text.ownerOption, admins: text.adminsOption, address: text.addressOption, slack: text.slackOption, webhook: text.webhookOption };
const wrongs: Record<Way, string> = { owner: "", admins: "", address: text.addressWrong, slack: text.channelWrong, webhook: text.endpointWrong };

export interface TargetFieldProps {
  target: AlertTarget;
  isMissing: boolean;
  /** What the server said of it. */
  refusal: string | undefined;
  onChange: (target: AlertTarget) => void;
  onRemove: () => void;
}

/** One of those who are told. */
export function TargetField({ target, isMissing, refusal, onChange, onRemove }: TargetFieldProps) {
  const endpoints = useWebhookEndpoints().data ?? [];
  const way = wayOf(target);
  const wrong = isMissing ? wrongs[way] : refusal;
  return (
    <div className={styles.target} data-wrong={wrong ? true : undefined}>
      <div className={styles.controls}>
        <Select aria-label={text.target} value={way} onChange={(event) => onChange(targetOf(event.target.value as Way, endpoints[0]?.id))}>
          {ways.map((one) => (
            <option key={one} value={one}>
              {words[one]}
            </option>
          ))}
        </Select>
        {target.type === "email" && way === "address" && (
          <Input type="email" aria-label={text.address} placeholder={text.address} value={target.to} onChange={(event) => onChange({ ...target, to: event.target.value })} />
        )}
        {target.type === "slack" && <SlackFields target={target} onChange={onChange} />}
        {target.type === "webhook" && (
          <Select aria-label={text.endpoint} value={target.endpointId} onChange={(event) => onChange({ ...target, endpointId: event.target.value })}>
            <option value="">{text.endpoint}…</option>
            {endpoints.map((endpoint) => (
              <option key={endpoint.id} value={endpoint.id}>
                {endpoint.url}
              </option>
            ))}
          </Select>
        )}
        {wrong && <p className={styles.error}>{wrong}</p>}
      </div>
      <IconButton label={text.removeTarget} size="small" icon={<X size={14} aria-hidden />} onClick={onRemove} />
    </div>
  );
}

function SlackFields({ target, onChange }: { target: Extract<AlertTarget, { type: "slack" }>; onChange: (target: AlertTarget) => void }) {
  const connections = useConnections().data?.filter((one) => one.provider === "slack") ?? [];
  return (
    <>
      <Input aria-label={text.channel} placeholder={text.channel} value={target.channel} maxLength={80} onChange={(event) => onChange({ ...target, channel: event.target.value })} />
      <Select aria-label={text.connection} value={target.connectionId ?? ""} onChange={(event) => onChange({ ...target, connectionId: event.target.value || null })}>
        <option value="">{text.defaultConnection}</option>
        {connections.map((connection) => (
          <option key={connection.id} value={connection.id}>
            {connection.name}
          </option>
        ))}
      </Select>
    </>
  );
}
