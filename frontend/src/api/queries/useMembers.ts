import { useQuery } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Member } from "../types";

export function useMembers() {
  return useQuery({ queryKey: keys.members, queryFn: ({ signal }) => api.get<Member[]>("/members", { signal }) });
}
