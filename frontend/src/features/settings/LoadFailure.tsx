import { errorSentence } from "@/api/errors";
import { Button } from "@/ui/Button";
import list from "@/ui/list.module.css";
import { Message } from "@/ui/Message";

export function LoadFailure({ title, error, onRetry }: { title: string; error: unknown; onRetry: () => void }) {
  return (
    <div className={list.bar}>
      <Message
        state="failed"
        title={title}
        actions={
          <Button size="small" onClick={onRetry}>
            Try again
          </Button>
        }
      >
        {errorSentence(error)}
      </Message>
    </div>
  );
}
