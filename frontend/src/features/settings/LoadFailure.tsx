import { errorSentence } from "@/api/errors";
import { LoadFailure as Failure } from "@/ui/LoadFailure";

export function LoadFailure({ title, error, onRetry }: { title: string; error: unknown; onRetry: () => void }) {
  return <Failure title={title} reason={errorSentence(error)} onRetry={onRetry} />;
}
