import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import { useSamples } from "@/api/queries/useSamples";
import type { DataScope, FunctionDoc, PreviewResult, TemplateKind } from "@/forms/data/scope";
import { rootsIn } from "@/forms/references/paths";
import { useStudio } from "@/graph-react/useStudio";
import { buildSources, scopeBlocks, sameBlocks } from "./sources";

/** What the fields of this block can read. Stays the same object while only other fields are typed in. */
export function useDataScope(workflowId: string, blockId: string): DataScope {
  const blocks = useStudio((state) => scopeBlocks(state.doc, blockId), sameBlocks);
  const variables = useStudio((state) => state.doc.variables);
  const catalogue = useStudio((state) => state.catalogue);
  const read = useSamples(workflowId).data;
  const samples = read ?? null;
  const neverRan = read !== undefined && (samples?.runId ?? null) === null;
  const functions = useQuery({
    queryKey: keys.functions,
    queryFn: ({ signal }) => api.get<FunctionDoc[]>("/expressions/functions", { signal }),
    staleTime: Infinity,
  }).data;
  return useMemo(() => {
    const sources = buildSources(blocks, catalogue, samples);
    // What the frames around the block call their items is no part of a run's records: the preview is told.
    const unseen = new Set(sources.flatMap(({ root, sample }) => (root.length === 1 && sample === undefined ? root : [])));
    unseen.delete("input");
    const items = Object.fromEntries(sources.flatMap(({ root, sample }) => (root.length === 1 && root[0] !== "input" && sample !== undefined ? [[root[0], sample]] : [])));
    // Without a run there is nothing to read but what is pinned.
    const unrun = new Set(neverRan ? ["input", "steps"].filter((name) => sources.every(({ root, sample }) => root[0] !== name || (sample ?? null) === null)) : []);
    const knownLater = (root: string) => (unseen.has(root) ? "item" : unrun.has(root) ? "run" : undefined);
    return {
      blockId,
      sources,
      blockNames: blocks.names,
      variables,
      functions: functions ?? [],
      runNumber: samples?.number ?? null,
      preview: async (template: string, kind: TemplateKind): Promise<PreviewResult> => {
        const later = rootsIn(template, kind).flatMap((root) => knownLater(root) ?? [])[0];
        return later
          ? { value: null, warnings: [], error: null, knownLater: later }
          : api.post<PreviewResult>("/expressions/preview", { workflowId, template, kind, items });
      },
    };
  }, [blockId, blocks, catalogue, samples, neverRan, variables, functions, workflowId]);
}
