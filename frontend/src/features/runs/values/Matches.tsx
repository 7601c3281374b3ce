import { errorSentence } from "@/api/errors";
import type { ValuePath } from "@/api/queries/useRunValue";
import { Button } from "@/ui/Button";
import styles from "./LargeValue.module.css";
import { text } from "./text";

interface MatchesProps {
  query: string;
  /** Null until the first answer. */
  matches: { path: ValuePath; excerpt: string }[] | null;
  error: Error | null;
  hasMore: boolean;
  isFetching: boolean;
  onMore: () => void;
  pathOf: (path: ValuePath) => string;
  onGo: (path: ValuePath) => void;
}

/** Where a text was found; a click goes there. */
export function Matches({ query, matches, error, hasMore, isFetching, onMore, pathOf, onGo }: MatchesProps) {
  if (error) return <p role="alert" className={styles.said}>{errorSentence(error)}</p>;
  return (
    <>
      <p role="status" className={styles.said}>
        {matches === null ? text.searching : matches.length === 0 ? text.none(query) : text.found(matches.length, hasMore)}
      </p>
      <ul className={styles.matches}>
        {(matches ?? []).map(({ path, excerpt }) => (
          <li key={JSON.stringify(path)}>
            <button type="button" onClick={() => onGo(path)}>
              <code>{pathOf(path)}</code>
              <span>{excerpt}</span>
            </button>
          </li>
        ))}
      </ul>
      {hasMore && (
        <Button size="small" busy={isFetching} busyLabel={text.searching} onClick={onMore}>
          {text.moreMatches}
        </Button>
      )}
    </>
  );
}
