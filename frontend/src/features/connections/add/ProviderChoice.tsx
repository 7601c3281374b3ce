import { useState } from "react";
import { Link } from "react-router";
import { useCatalogue } from "@/api/queries/useCatalogue";
import type { Provider } from "@/api/types";
import { Input } from "@/ui/Input";
import { Skeleton } from "@/ui/Skeleton";
import { ProviderTile } from "../ProviderTile";
import styles from "./Add.module.css";
import { searchProviders } from "./searchProviders";
import { addText as text } from "./text";

/** The apps, by name, by what they are for and by what they can do. */
export function ProviderChoice({ providers, onChoose }: { providers: readonly Provider[] | undefined; onChoose: (provider: Provider) => void }) {
  const [search, setSearch] = useState("");
  const catalogue = useCatalogue().data;
  const operations = (provider: Provider) => catalogue?.byType.get(provider.id)?.operations ?? [];
  const found = providers && searchProviders(providers, search, operations);
  const firstFound = found?.[0];
  return (
    <>
      <Input
        type="search"
        aria-label={text.searchApps}
        placeholder={text.searchHint}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && firstFound && onChoose(firstFound)}
      />
      <ul className={styles.apps}>
        {found?.map((provider) => (
          <li key={provider.id}>
            <button type="button" className={styles.appButton} onClick={() => onChoose(provider)}>
              <ProviderTile provider={provider} />
              <span>
                <b>{provider.name}</b>
                <small>{provider.description}</small>
              </span>
              <small className={styles.count}>{provider.isCustom ? text.forHttp : catalogue && text.operations(operations(provider).length)}</small>
            </button>
          </li>
        )) ?? <li><Skeleton width={240} /></li>}
        {found?.length === 0 && <li className={styles.quiet}>{text.noApp}</li>}
      </ul>
      <Link className={styles.link} to="/settings/custom-providers">
        {text.ownApp}
      </Link>
    </>
  );
}
