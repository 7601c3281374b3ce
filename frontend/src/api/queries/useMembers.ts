import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";
import type { Member, Role } from "../types";

export function useMembers() {
  return useQuery({ queryKey: keys.members, queryFn: ({ signal }) => api.get<Member[]>("/members", { signal }) });
}

/** Who joins, what they may, who leaves. */
export function useMemberActions() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: keys.members });
  const invite = useMutation({ mutationFn: (person: { email: string; name: string; role: Role }) => api.post<Member>("/members", person), onSuccess });
  const inviteAgain = useMutation({ mutationFn: (id: string) => api.post<Member>(`/members/${id}/invitation`) });
  const changeRole = useMutation({
    mutationFn: ({ id, role }: { id: string; role: Role }) => api.patch<Member>(`/members/${id}`, { role }),
    // A person may have changed their own role, and with it what they may do.
    onSuccess: () => Promise.all([onSuccess(), client.invalidateQueries({ queryKey: keys.me })]),
  });
  const remove = useMutation({ mutationFn: (id: string) => api.delete(`/members/${id}`), onSuccess });
  return { invite, inviteAgain, changeRole, remove };
}
