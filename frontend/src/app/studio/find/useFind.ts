import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { findText, refusal, replaceText, type Match } from "@/graph/find";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";

/** What is looked for in the open drawing, what was found, and replacing it. */
export function useFind() {
  const store = useStudioStore();
  const doc = useStudio((state) => state.doc);
  const catalogue = useStudio((state) => state.catalogue);
  const [query, setQuery] = useState("");
  const [replacement, setReplacement] = useState("");
  const [matchCase, setMatchCase] = useState(false);
  const wanted = useDeferredValue(query);
  const matches = useMemo(() => findText(doc, catalogue, wanted, { matchCase }), [doc, catalogue, wanted, matchCase]);
  /** What is found by what stands in the field at this moment, which the list may still be behind. */
  const matchesNow = () => (query === wanted ? matches : findText(doc, catalogue, query, { matchCase }));
  const replaceable = useMemo(() => matches.filter((match) => refusal(match, replacement) === null), [matches, replacement]);
  const replace = useCallback((which: readonly Match[]) => store.getState().edit((before) => replaceText(before, which, replacement)), [store, replacement]);
  return { query, wanted, setQuery, replacement, setReplacement, matchCase, setMatchCase, matches, matchesNow, replaceable, replace };
}
