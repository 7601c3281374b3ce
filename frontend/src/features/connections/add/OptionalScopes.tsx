import type { Provider, ProviderMethod } from "@/api/types";
import { scopeWords } from "../scopeWords";
import styles from "./Add.module.css";
import { addText as text } from "./text";

export interface OptionalScopesProps {
  provider: Provider;
  method: ProviderMethod;
  chosen: readonly string[];
  onChange: (scopes: readonly string[]) => void;
}

/** What can be asked for besides, where the company's OAuth app may ask for it. */
export function OptionalScopes({ provider, method, chosen, onChange }: OptionalScopesProps) {
  if (method.optionalScopes.length === 0) return null;
  return (
    <fieldset className={styles.optional}>
      <legend className={styles.heading}>{text.alsoAsk}</legend>
      <p className={styles.quiet}>{text.alsoAskWhy(provider.name)}</p>
      <ul className={styles.scopes}>
        {method.optionalScopes.map((scope) => (
          <li key={scope}>
            <label className={styles.check}>
              <input
                type="checkbox"
                checked={chosen.includes(scope)}
                onChange={(event) => onChange(event.target.checked ? [...chosen, scope] : chosen.filter((one) => one !== scope))}
              />
              <span>{scopeWords(scope)}</span>
            </label>
            <code>{scope}</code>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
