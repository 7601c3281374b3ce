import { QueryClient } from "@tanstack/react-query";
import { isApiError } from "@/api/errors";

/** What the server refused stays refused; only silence and its own faults are worth another try. */
function retry(failures: number, error: unknown): boolean {
  if (!isApiError(error)) return false;
  return failures < 2 && (error.status === 0 || error.status >= 500);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry },
    mutations: { retry: false },
  },
});
