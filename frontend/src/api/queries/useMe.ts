import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Me } from "../types";

/** Who is signed in, for which company, and what they may do. */
export function useMe() {
  return useQuery({ queryKey: keys.me, queryFn: ({ signal }) => api.get<Me>("/me", { signal }), staleTime: 5 * 60_000 });
}
