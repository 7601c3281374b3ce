import { SchemaForm } from "@/forms/SchemaForm";
import { fieldsOf } from "@/forms/schema/fields";
import { configSchemaOf, typeOf, type BlockType } from "@/graph/catalogue";
import type { BlockDef, Json } from "@/graph/definition";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { useAccountField } from "./AccountField";
import { ToolAccounts } from "./agent/ToolAccounts";
import { useInherited, withAgent } from "./agent/useInherited";
import { EventSetup } from "./event/EventSetup";
import styles from "./Inspector.module.css";
import { text } from "./text";
import { useBlockProblems } from "./useBlockProblems";
import { useDataScope } from "./useDataScope";
import { useLastFault } from "./useLastFault";
import { WebhookSetup } from "./webhook/WebhookSetup";

/** The block's own form, as its type declares it; for an app, what to do there comes first. */
export function ConfigTab({ block, workflowId }: { block: BlockDef; workflowId: string }) {
  const { updateBlock, updateConfig } = useStudioStore().getState();
  const catalogue = useStudio((state) => state.catalogue);
  const editable = useStudio((state) => state.editable);
  const scope = useDataScope(workflowId, block.id);
  const type = typeOf(catalogue, block);
  const schema = configSchemaOf(type, block);
  const problems = useBlockProblems(block.id, schema);
  const lastFault = useLastFault(block);
  const drawAccountField = useAccountField();
  const inherited = useInherited(block);
  if (!type) return <Message state="problem" title={text.unknownType(block.type)} />;

  const operations = type.operations ?? [];
  const needsAccount = accountNeeded(type, { ...block, config: { ...inherited, ...block.config } });
  const chosen = block.config["operation"];
  const isKnown = operations.some(({ id }) => id === chosen);
  const chooseOperation = (id: string) => {
    const next = operations.find((operation) => operation.id === id);
    if (!next) return;
    const kept = new Set(fieldsOf(next.configSchema).map((field) => field.name));
    const dropped = Object.keys(block.config).filter((name) => name !== "operation" && !kept.has(name));
    updateConfig(block.id, { ...Object.fromEntries(dropped.map((name) => [name, undefined])), operation: id });
  };
  const write = (field: string, value: Json | undefined) =>
    updateConfig(block.id, block.type === "agent" && field === "agentId" ? withAgent(value) : { [field]: value }, { merge: `config:${block.id}:${field}` });

  return (
    <>
      {block.disabled && <p className={styles.quiet}>{text.switchedOff}</p>}
      {problems.general.map((problem) => (
        <Message key={problem.message} state={problem.severity === "error" ? "failed" : "problem"} title={problem.message} />
      ))}
      {operations.length > 0 && (
        <Field label={text.operation} error={problems.fields.find((problem) => problem.field === "operation")?.message}>
          {(control) => (
            <Select {...control} value={typeof chosen === "string" ? chosen : ""} disabled={!editable} onChange={(event) => chooseOperation(event.target.value)}>
              {typeof chosen !== "string" && <option value="">Choose what to do</option>}
              {typeof chosen === "string" && !isKnown && <option value={chosen}>{text.unknownOperation(chosen)}</option>}
              {operations.map((operation) => (
                <option key={operation.id} value={operation.id}>
                  {operation.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      {needsAccount !== null &&
        drawAccountField({
          provider: needsAccount,
          value: block.connectionId,
          disabled: !editable,
          problem: problems.connection,
          onChange: (connectionId) => updateBlock(block.id, { connectionId }),
        })}
      {(operations.length === 0 || isKnown) && (
        <SchemaForm
          key={typeof chosen === "string" ? chosen : ""}
          schema={schema}
          value={block.config}
          onChange={write}
          scope={scope}
          problems={lastFault ? [...problems.fields, lastFault] : problems.fields}
          disabled={!editable}
          inherited={inherited}
          account={needsAccount ? { provider: needsAccount, connectionId: block.connectionId ?? null } : undefined}
        />
      )}
      {block.type === "agent" && (
        <ToolAccounts
          block={block}
          disabled={!editable}
          problem={problems.general.find((problem) => problem.field?.startsWith("toolConnections"))?.message}
          onChange={(value) => updateConfig(block.id, { toolConnections: value })}
        />
      )}
      {block.type === "trigger.event" && typeof block.config["provider"] === "string" && (
        <EventSetup key={block.config["provider"]} provider={block.config["provider"]} block={block} workflowId={workflowId} />
      )}
      {block.type === "trigger.webhook" && <WebhookSetup block={block} workflowId={workflowId} />}
    </>
  );
}

/** The app whose account the block needs; "" where any connection will do, null where it needs none. */
function accountNeeded(type: BlockType, block: BlockDef): string | null {
  if (type.type === "agent") return typeof block.config["provider"] === "string" ? block.config["provider"] : "anthropic";
  if (type.type === "http") return block.config["auth"] === "connection" ? "" : null;
  return type.provider;
}
