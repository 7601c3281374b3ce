import { Check } from "lucide-react";
import { Fragment } from "react";
import type { ConnectionRowData } from "../rows";
import { scopeWords } from "../scopeWords";
import { text } from "../text";
import styles from "./ConnectionPanel.module.css";

/** The scopes that were granted; ways in without scopes have none to show. */
export function Permissions({ row: { connection } }: { row: ConnectionRowData }) {
  if (connection.scopes.length === 0) return null;
  const worded = connection.scopes.map((scope) => ({ words: scopeWords(scope), scope }));
  const basics = worded.filter((one) => one.words === null).map((one) => one.scope);
  const rows = worded.filter((one) => one.words !== null);
  if (basics.length > 0) rows.push({ words: text.panel.staySignedIn, scope: basics.join(", ") });
  return (
    <section className={styles.section}>
      <h3>{text.panel.may}</h3>
      <ul className={styles.scopes}>
        {rows.map(({ words, scope }) => (
          <li key={scope}>
            <Check size={14} strokeWidth={2.25} aria-hidden />
            <span>{words}</span>
            <code>
              {breakable(scope).map((part, index) => (
                <Fragment key={index}>
                  {part}
                  <wbr />
                </Fragment>
              ))}
            </code>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A scope's code in the parts between which a line may end: `https://www.googleapis.com/auth/gmail.send` has no spaces. */
function breakable(scope: string): string[] {
  return scope.split(/(?<=[./:_,-])(?=\w)/);
}
