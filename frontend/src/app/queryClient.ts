import { notifyManager, QueryClient } from "@tanstack/react-query";
import { isApiError } from "@/api/errors";
import { isReached, onReach } from "@/api/reach";

/** What the server refused stays refused; only silence and its own faults are worth another try. */
function retry(failures: number, error: unknown): boolean {
  if (!isApiError(error)) return false;
  return failures < 2 && (error.status === 0 || error.status >= 500);
}

// That a request is under way is known before the next click, not a timer later: two fast ones would send it twice.
notifyManager.setScheduler(queueMicrotask);

export const queryClient = new QueryClient({
  defaultOptions: {
    // The browser's idea of being online is of the wide world; the server may be this machine.
    queries: { staleTime: 10_000, retry, networkMode: "always" },
    mutations: { retry: false, networkMode: "always" },
  },
});

// What was missed while the server did not answer.
onReach(() => {
  if (isReached()) void queryClient.invalidateQueries();
});
