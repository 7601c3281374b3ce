import { useQuery } from "@tanstack/react-query";
import { buildCatalogue, type BlockType } from "@/graph/catalogue";
import { api } from "../client";
import { keys } from "../keys";

/** Every block type one can place; it changes only with a release. */
export function useCatalogue() {
  return useQuery({
    queryKey: keys.blocks,
    queryFn: ({ signal }) => api.get<BlockType[]>("/blocks", { signal }),
    select: buildCatalogue,
    staleTime: Infinity,
  });
}
