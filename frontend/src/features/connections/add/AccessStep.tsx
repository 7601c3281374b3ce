import { Copy } from "lucide-react";
import { Link } from "react-router";
import type { Connection, ConnectionEnvironment, Provider, ProviderMethod } from "@/api/types";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { accountLine } from "../accountLine";
import { healthOf } from "../health";
import styles from "./Add.module.css";
import { CredentialFields } from "./CredentialFields";
import type { Values } from "./fieldProblems";
import { OptionalScopes } from "./OptionalScopes";
import { addText as text } from "./text";
import { WhatItNeeds } from "./WhatItNeeds";

export interface AccessStepProps {
  provider: Provider;
  method: ProviderMethod;
  environment: ConnectionEnvironment;
  values: Values;
  optionalScopes: readonly string[];
  problems: Values;
  /** A connection of this app that is there already. */
  existing: Connection | undefined;
  onMethod: (id: string) => void;
  onEnvironment: (id: ConnectionEnvironment) => void;
  onValues: (values: Values) => void;
  onOptionalScopes: (scopes: readonly string[]) => void;
  onUseExisting: (id: string) => void;
}

/** The second step: the way in, what it asks for, and its form. */
export function AccessStep({ provider, method, environment, values, optionalScopes, problems, existing, onMethod, onEnvironment, onValues, onOptionalScopes, onUseExisting }: AccessStepProps) {
  const isMissingApp = method.signIn && !provider.configured.includes(environment);
  return (
    <div className={styles.access}>
      {existing && (
        <div className={styles.already}>
          <Copy size={15} aria-hidden />
          <div>
            <b>{text.alreadyTitle(provider.name)}</b>
            <p>{text.already(accountLine(existing), healthOf(existing, undefined).words.toLowerCase(), existing.owner?.name ?? "")}</p>
          </div>
          <Button size="small" onClick={() => onUseExisting(existing.id)}>
            {text.useThat}
          </Button>
        </div>
      )}
      <WhatItNeeds provider={provider} method={method} />
      <OptionalScopes provider={provider} method={method} chosen={optionalScopes} onChange={onOptionalScopes} />
      {(provider.methods.length > 1 || method.environments.length > 1) && (
        <div className={styles.pair}>
          {provider.methods.length > 1 && (
            <Field label={text.wayIn}>
              {(control) => (
                <Select {...control} value={method.id} onChange={(event) => onMethod(event.target.value)}>
                  {provider.methods.map((one) => (
                    <option key={one.id} value={one.id}>
                      {one.label}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
          {method.environments.length > 1 && (
            <Field label={text.environment}>
              {(control) => (
                <Select {...control} value={environment} onChange={(event) => onEnvironment(event.target.value as ConnectionEnvironment)}>
                  {method.environments.map((one) => (
                    <option key={one.id} value={one.id}>
                      {one.label}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
        </div>
      )}
      {method.help && <p className={styles.quiet}>{method.help}</p>}
      <div>
        <CredentialFields fields={method.fields} values={values} problems={problems} onChange={onValues} />
      </div>
      {isMissingApp && (
        <Message
          state="problem"
          title={text.notRegistered(provider.name)}
          actions={
            <Link className={styles.link} to="/settings/oauth-apps">
              {text.toApps}
            </Link>
          }
        >
          {text.notRegisteredMore} {provider.appHelp}
        </Message>
      )}
    </div>
  );
}
