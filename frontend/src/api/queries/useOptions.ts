import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";

export interface OfferedOption {
  value: string;
  label: string;
  hint: string;
}

/** The first hundred values that a field offers, and whether there are more; nothing is asked for without a path. */
export function useOptions(path: string | null) {
  return useQuery({
    queryKey: keys.options(path ?? ""),
    queryFn: async ({ signal }) => {
      // A list that always fits one page takes no limit.
      const query = path?.includes("/") ? {} : { limit: 100 };
      const page = await api.page<OfferedOption>(`/options/${path ?? ""}`, { signal, query });
      return { options: page.data, hasMore: page.meta.hasMore };
    },
    enabled: path !== null,
    staleTime: 15_000,
  });
}
