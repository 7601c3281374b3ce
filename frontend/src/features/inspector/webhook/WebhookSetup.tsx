import { useListening } from "@/api/queries/useListening";
import { useMay } from "@/api/queries/useMay";
import type { BlockDef } from "@/graph/definition";
import { useStudio } from "@/graph-react/useStudio";
import { AddressField } from "./AddressField";
import { TestEvent } from "./TestEvent";
import styles from "./WebhookSetup.module.css";
import { text } from "./text";

/** The webhook's own address, who may call it, and a way to see what a caller sends before anything runs. */
export function WebhookSetup({ block, workflowId }: { block: BlockDef; workflowId: string }) {
  const listening = useListening(workflowId, block.id);
  const editable = useStudio((state) => state.editable);
  const mayListen = useMay("workflows:execute") && editable;
  const answer = listening.state.data;
  const path = typeof block.config["path"] === "string" ? block.config["path"].replace(/^\/+|\/+$/g, "") : "";
  const auth = block.config["auth"] === "token" || block.config["auth"] === "hmac" ? block.config["auth"] : "none";
  const hasSecret = typeof block.config["secretRef"] === "string" && block.config["secretRef"] !== "";
  if (!answer || !path) return null;
  return (
    <section className={styles.setup} aria-label={text.title}>
      <AddressField label={text.address} url={answer.base + path} />
      <p className={styles.quiet}>{auth !== "none" && !hasSecret ? text.needsSecret : text.auth[auth]}</p>
      {mayListen && <TestEvent workflowId={workflowId} listening={listening} />}
    </section>
  );
}
