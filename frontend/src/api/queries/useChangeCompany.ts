import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../client";
import { keys } from "../keys";

/** The company's name or time zone; schedules that follow it are on the new time within a second. */
export function useChangeCompany() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: { name?: string; timezone?: string }) => api.patch("/company", change),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: keys.me }), client.invalidateQueries({ queryKey: keys.workflows })]),
  });
}
