import { errorSentence } from "@/api/errors";
import { Button } from "@/ui/Button";
import styles from "./StepDetail.module.css";
import { text } from "./text";

interface CutNoteProps {
  isFetching: boolean;
  error: Error | null;
  onWhole: () => void;
}

/** Stands over a value of which only the beginning has come: the whole is fetched when somebody asks for it. */
export function CutNote({ isFetching, error, onWhole }: CutNoteProps) {
  return (
    <p className={styles.cut}>
      <span role={error ? "alert" : undefined}>{error ? errorSentence(error) : text.cut}</span>
      <Button size="small" busy={isFetching} busyLabel={text.fetchingWhole} onClick={onWhole}>
        {text.whole}
      </Button>
    </p>
  );
}
