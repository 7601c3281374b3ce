import { Check } from "lucide-react";
import { useCatalogue } from "@/api/queries/useCatalogue";
import type { Provider, ProviderMethod } from "@/api/types";
import { scopeWords } from "../scopeWords";
import styles from "./Add.module.css";
import { addText as text } from "./text";

/** What the app offers, and which scopes are asked for and why. */
export function WhatItNeeds({ provider, method }: { provider: Provider; method: ProviderMethod }) {
  const operations = useCatalogue().data?.byType.get(provider.id)?.operations ?? [];
  const neededFor = (scope: string) => operations.filter((operation) => operation.scopes.includes(scope)).map((operation) => operation.name);
  return (
    <>
      {operations.length > 0 && (
        <details className={styles.offers}>
          <summary>{text.offers(operations.length)}</summary>
          <p>{operations.map((operation) => operation.name).join(" · ")}</p>
        </details>
      )}
      {method.scopes.length > 0 && (
        <section>
          <h3 className={styles.heading}>{text.asksFor}</h3>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls by itself is scrolled by the keyboard, too */}
          <div className={styles.scroll} role="region" aria-label={text.asksFor} tabIndex={0}>
            <ul className={styles.scopes}>
              {method.scopes.map((scope) => {
                const names = neededFor(scope);
                return (
                  <li key={scope}>
                    <Check size={14} strokeWidth={2.25} aria-hidden />
                    <span>{names.length > 0 ? text.scopeFor(names) : (scopeWords(scope) ?? text.scopeAlways)}</span>
                    <code>{scope}</code>
                  </li>
                );
              })}
            </ul>
          </div>
        </section>
      )}
    </>
  );
}
