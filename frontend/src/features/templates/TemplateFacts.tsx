import { Link } from "react-router";
import type { TemplateDetail } from "@/api/types";
import { Field } from "@/ui/Field";
import { Select } from "@/ui/Input";
import { JsonView } from "@/ui/json/JsonView";
import { StatusGlyph } from "@/ui/StatusGlyph";
import styles from "./TemplateFacts.module.css";
import { text } from "./text";

export interface TemplateFactsProps {
  template: TemplateDetail;
  /** The connection to run with, by provider. */
  chosen: Record<string, string>;
  onChoose: (provider: string, connectionId: string) => void;
}

/** What a template needs, what is there of it, and what is left to do. */
export function TemplateFacts({ template, chosen, onChoose }: TemplateFactsProps) {
  return (
    <div className={styles.facts}>
      <section>
        <h2>{text.accounts}</h2>
        {template.needs.length === 0 && <p>{text.noAccount}</p>}
        {template.needs.map((need) =>
          need.connections.length > 0 ? (
            <Field key={need.slug} label={need.name}>
              {(control) => (
                <Select {...control} aria-label={text.accountOf(need.name)} value={chosen[need.slug] ?? ""} onChange={(event) => onChoose(need.slug, event.target.value)}>
                  {need.connections.map((connection) => (
                    <option key={connection.id} value={connection.id}>
                      {connection.isDefault ? `${connection.name} (${text.byDefault})` : connection.name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          ) : (
            <p key={need.slug} className={styles.lacking}>
              <StatusGlyph state="problem" size={13} />
              <span>
                {text.noAccountYet(need.name)} <Link to="/connections">{text.connect}</Link>
              </span>
            </p>
          ),
        )}
        {template.needs.some((need) => need.connections.length === 0) && <p className={styles.hint}>{text.withoutAccount}</p>}
      </section>
      {template.tables.length > 0 && (
        <section>
          <h2>{text.tables}</h2>
          <p>
            {template.tables.join(", ")}. {text.tablesWhy}
          </p>
        </section>
      )}
      <section>
        <h2>{text.setUp}</h2>
        <ol>
          {template.setUp.map((line) => (
            <li key={line}>{withCode(line)}</li>
          ))}
        </ol>
      </section>
      <section>
        <h2>{text.sample}</h2>
        <div className={styles.sample}>
          <JsonView value={template.sample} label={text.sampleName} />
        </div>
      </section>
    </div>
  );
}

/** Names between backquotes as code. */
function withCode(line: string) {
  return line.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
