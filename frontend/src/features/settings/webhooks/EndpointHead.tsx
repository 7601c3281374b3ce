import { Ellipsis, Pencil, Send } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import { errorSentence } from "@/api/errors";
import { useWebhookEndpointActions } from "@/api/queries/useWebhookEndpoints";
import type { WebhookEndpoint } from "@/api/types";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Menu, MenuItem, MenuSeparator } from "@/ui/Menu";
import { StatusPill } from "@/ui/StatusPill";
import { showToast } from "@/ui/toast/toasts";
import { ConfirmDialog } from "../ConfirmDialog";
import { ShownOnceDialog } from "../ShownOnceDialog";
import { EndpointDialog } from "./EndpointDialog";
import { EndpointNotes } from "./EndpointNotes";
import { endpointState } from "./state";
import { text } from "./text";
import styles from "./Webhooks.module.css";

type Doing = "edit" | "rotate" | "remove" | null;

export function EndpointHead({ endpoint, mayWrite }: { endpoint: WebhookEndpoint; mayWrite: boolean }) {
  const { change, remove, rotate, test } = useWebhookEndpointActions();
  const [doing, setDoing] = useState<Doing>(null);
  const [secret, setSecret] = useState("");
  const navigate = useNavigate();
  const state = endpointState(endpoint);
  const close = () => setDoing(null);
  const refuse = (error: unknown) => showToast({ state: "failed", text: errorSentence(error) });
  const turn = (enabled: boolean) =>
    change.mutate({ id: endpoint.id, enabled }, { onSuccess: () => showToast({ text: enabled ? text.switchedOn : text.switchedOff }), onError: refuse });
  const sendTest = () =>
    test.mutate(
      { id: endpoint.id, event: endpoint.events[0] ?? "run.completed" },
      {
        onSuccess: (sent) =>
          showToast(sent.status === "delivered" ? { text: `${text.tested} ${sent.lastStatus ?? ""}.` } : { state: "failed", text: sent.lastError ?? text.gaveUp }),
        onError: refuse,
      },
    );
  return (
    <>
      <header className={styles.head}>
        <div className={styles.title}>
          <h2>{endpoint.url}</h2>
          <p>
            {endpoint.description && `${endpoint.description} · `}
            {endpoint.events.join(", ")} · {text.workflows(endpoint.workflowIds.length)}
          </p>
        </div>
        <StatusPill state={state.glyph}>{state.words}</StatusPill>
        {mayWrite && (
          <>
            <Button icon={<Send size={14} aria-hidden />} busy={test.isPending} busyLabel={text.testing} onClick={sendTest}>
              {text.test}
            </Button>
            <Button icon={<Pencil size={14} aria-hidden />} onClick={() => setDoing("edit")}>
              {text.edit}
            </Button>
            <Menu align="end" trigger={<IconButton label={text.more} icon={<Ellipsis size={16} aria-hidden />} />}>
              <MenuItem onSelect={() => turn(!endpoint.enabled)}>{endpoint.enabled ? text.switchOff : text.switchOn}</MenuItem>
              <MenuItem onSelect={() => setDoing("rotate")}>{text.rotate}</MenuItem>
              <MenuSeparator />
              <MenuItem danger onSelect={() => setDoing("remove")}>
                {text.remove}
              </MenuItem>
            </Menu>
          </>
        )}
      </header>
      <EndpointNotes endpoint={endpoint} mayWrite={mayWrite} busy={change.isPending} onSwitchOn={() => turn(true)} />
      {doing === "edit" && <EndpointDialog endpoint={endpoint} onClose={close} />}
      {doing === "rotate" && (
        <ConfirmDialog
          title={text.rotateTitle}
          why={text.rotateWhy}
          keep={text.keep}
          act={text.rotate}
          acting={text.rotating}
          done={text.rotated}
          mutation={rotate}
          variables={{ id: endpoint.id, overlapHours: 24 }}
          onDone={(made) => setSecret(made.secret)}
          onClose={close}
        />
      )}
      {doing === "remove" && (
        <ConfirmDialog
          title={text.removeTitle}
          why={text.removeWhy}
          keep={text.keep}
          act={text.remove}
          acting={text.removing}
          done={text.removed}
          mutation={remove}
          variables={endpoint.id}
          onDone={() => void navigate("/settings/webhooks")}
          onClose={close}
        />
      )}
      {secret && <ShownOnceDialog title={text.secretTitle} why={text.secretWhy} value={secret} words={text} onClose={() => setSecret("")} />}
    </>
  );
}
