import { useMutation } from "@tanstack/react-query";
import { api } from "../client";

/** Everything on the page belongs to a company: after the switch the page starts anew. */
export function useSwitchCompany() {
  return useMutation({
    mutationFn: (companyId: string) => api.post("/me/company", { companyId }),
    onSuccess: () => window.location.assign("/workflows"),
  });
}
