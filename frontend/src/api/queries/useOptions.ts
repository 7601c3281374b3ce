import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";

export interface OfferedOption {
  value: string;
  label: string;
  hint: string;
}

/** A list's place under `/options/`, with what it depends on as a query: `slack/channels?connectionId=conn_…`. */
function request(path: string) {
  const [place = "", fixed = ""] = path.split("?");
  return { address: `/options/${place}`, query: Object.fromEntries(new URLSearchParams(fixed)) };
}

/** What a field offers for what is typed, page by page; nothing is asked for without a path. */
export function useOptions(path: string | null, search = "") {
  return useInfiniteQuery({
    queryKey: keys.optionList(path ?? "", search),
    queryFn: ({ pageParam, signal }) => {
      const { address, query } = request(path ?? "");
      return api.page<OfferedOption>(address, { signal, query: { ...query, search, cursor: pageParam } });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.meta.hasMore ? page.meta.cursor : null),
    placeholderData: keepPreviousData,
    enabled: path !== null,
    staleTime: 15_000,
  });
}

/** The option that a field holds, for its name; null when the list does not have it. */
export function useOption(path: string | null, value: string) {
  return useQuery({
    queryKey: keys.option(path ?? "", value),
    queryFn: async ({ signal }) => {
      const { address, query } = request(path ?? "");
      const found = await api.page<OfferedOption>(address, { signal, query: { ...query, value } });
      return found.data[0] ?? null;
    },
    enabled: path !== null && value !== "",
    staleTime: 60_000,
  });
}
