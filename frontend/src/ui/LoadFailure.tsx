import { Button } from "./Button";
import list from "./list.module.css";
import { Message } from "./Message";

export interface LoadFailureProps {
  /** What could not be read. */
  title: string;
  /** Why, and what to do. */
  reason: string;
  onRetry: () => void;
}

/** In the place of a list or page that could not be read. */
export function LoadFailure({ title, reason, onRetry }: LoadFailureProps) {
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
        {reason}
      </Message>
    </div>
  );
}
