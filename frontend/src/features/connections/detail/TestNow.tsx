import { errorSentence } from "@/api/errors";
import type { useConnectionActions } from "@/api/queries/useConnectionActions";
import type { Connection } from "@/api/types";
import { Button } from "@/ui/Button";
import { Message } from "@/ui/Message";
import { text } from "../text";
import styles from "./ConnectionPanel.module.css";

export interface TestNowProps {
  connection: Connection;
  test: ReturnType<typeof useConnectionActions>["test"];
}

/** One harmless request to the app, and in words what came of it. */
export function TestNow({ connection, test }: TestNowProps) {
  const found = test.data;
  return (
    <div className={styles.section}>
      <div className={styles.tested}>
        <Button size="small" busy={test.isPending} busyLabel={text.panel.testing} onClick={() => test.mutate(connection.id)}>
          {text.panel.test}
        </Button>
        {found?.works && !test.isPending && <span role="status">{found.reason || text.panel.works}</span>}
      </div>
      {found && !found.works && !test.isPending && <Message state="failed" title={found.reason} />}
      {test.isError && <Message state="failed" title={errorSentence(test.error)} />}
    </div>
  );
}
