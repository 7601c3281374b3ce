import { Copy } from "lucide-react";
import { useState } from "react";
import { errorSentence } from "@/api/errors";
import { useValuePart, useValueSearch, type ValuePath, type ValueSource } from "@/api/queries/useRunValue";
import type { Json } from "@/graph/definition";
import { writePath } from "@/forms/references/paths";
import { Button } from "@/ui/Button";
import { IconButton } from "@/ui/IconButton";
import { Input } from "@/ui/Input";
import { Message } from "@/ui/Message";
import { Skeleton } from "@/ui/Skeleton";
import { showToast } from "@/ui/toast/toasts";
import { useSettled } from "@/ui/useSettled";
import styles from "./LargeValue.module.css";
import { Matches } from "./Matches";
import { Part } from "./Part";
import { text } from "./text";

export interface LargeValueProps {
  source: ValueSource;
  /** "Output": what it is, for screen readers and as the first of the places. */
  label: string;
  /** How an expression reaches the value: `["steps", "list", "output"]`. */
  root: readonly string[];
  readWhole: () => Promise<Json>;
}

interface Place {
  path: ValuePath;
  from: number;
  /** The entry that was gone to. */
  mark: string | number | null;
  /** A match that was gone to: where it is seen best the server says. */
  match?: { to: ValuePath; search: string };
}

const TOP: Place = { path: [], from: 0, mark: null };

/** A value too large to be fetched for a look: one page of one place of it at a time, searched by the server. */
export function LargeValue({ source, label, root, readWhole }: LargeValueProps) {
  const [place, setPlace] = useState<Place>(TOP);
  const [query, setQuery] = useState("");
  const search = useSettled(query.trim());
  const part = useValuePart(source, place);
  const path = part.data?.path ?? place.path;
  const found = useValueSearch(source, search);
  const [isCopying, setCopying] = useState(false);

  const copy = async (said: string) => {
    await navigator.clipboard.writeText(said);
    showToast({ text: text.copied });
  };
  const copyPath = (path: ValuePath) => void copy(expressionOf(root, path));
  const copyAll = async () => {
    setCopying(true);
    try {
      await copy(JSON.stringify(await readWhole(), null, 2));
    } catch (error) {
      showToast({ state: "failed", text: errorSentence(error) });
    } finally {
      setCopying(false);
    }
  };
  const goTo = (to: ValuePath) => {
    setQuery("");
    setPlace({ ...TOP, match: { to, search } });
  };
  const [mark = place.mark, ...inside] = place.match?.to.slice(path.length) ?? [];
  return (
    <div className={styles.large} role="group" aria-label={label}>
      <div className={styles.head}>
        <nav className={styles.crumbs} aria-label={text.path}>
          {[null, ...path].map((key, depth) => (
            <button key={depth} type="button" aria-current={depth === path.length ? "true" : undefined} onClick={() => setPlace({ ...TOP, path: path.slice(0, depth) })}>
              {key === null ? label : typeof key === "number" ? key.toLocaleString("en-US") : key}
            </button>
          ))}
          {part.data && <span className={styles.count}>{text.count(part.data.kind, part.data.count)}</span>}
        </nav>
        <IconButton size="small" label={text.copyAll(label)} disabled={isCopying} icon={<Copy size={14} aria-hidden />} onClick={() => void copyAll()} />
      </div>
      <div className={styles.search}>
        <Input type="search" aria-label={text.search} placeholder={text.search} value={query} onChange={(event) => setQuery(event.target.value)} />
      </div>
      {search !== "" ? (
        <Matches
          query={search}
          matches={found.data?.pages.flatMap((page) => page.matches) ?? null}
          error={found.error}
          hasMore={found.hasNextPage}
          isFetching={found.isFetching}
          onMore={() => void found.fetchNextPage()}
          pathOf={(path) => expressionOf(root, path)}
          onGo={goTo}
        />
      ) : part.isError ? (
        <Message state="failed" title={errorSentence(part.error)} actions={<Button size="small" onClick={() => void part.refetch()}>{text.tryAgain}</Button>} />
      ) : part.data ? (
        <Part
          key={JSON.stringify([part.data.path, place.match])}
          part={part.data}
          mark={mark}
          inside={inside}
          wanted={place.match?.search ?? ""}
          isFetching={part.isPlaceholderData}
          onFrom={(from, mark = null) => setPlace({ path, from, mark })}
          onOpen={(key) => setPlace({ ...TOP, path: [...path, key] })}
          onCopyPath={(key) => copyPath([...path, key])}
          pathOf={(key) => expressionOf(root, [...path, key])}
        />
      ) : (
        <div aria-busy className={styles.bones}>
          <Skeleton height={60} />
        </div>
      )}
    </div>
  );
}

function expressionOf(root: readonly string[], path: ValuePath): string {
  return writePath([...root, ...path.map(String)]);
}
