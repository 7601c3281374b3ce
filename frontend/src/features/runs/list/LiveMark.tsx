import { cx } from "@/ui/cx";
import { text } from "./text";
import styles from "./LiveMark.module.css";

/** Whether the list keeps itself up to date. */
export function LiveMark({ fresh }: { fresh: boolean }) {
  return (
    <span className={cx(styles.mark, fresh && styles.fresh)} title={fresh ? text.liveHint : text.staleHint} role="status">
      <i className={styles.dot} />
      {fresh ? text.live : text.stale}
    </span>
  );
}
