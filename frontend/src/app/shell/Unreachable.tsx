import { CloudAlert } from "lucide-react";
import { useReached } from "@/api/useReached";
import { cx } from "@/ui/cx";
import styles from "./Unreachable.module.css";
import { text } from "./text";

/** Says for as long as it lasts that the server does not answer. It lies over the page: nothing moves for it. */
export function Unreachable({ narrow }: { narrow: boolean }) {
  const reached = useReached();
  return (
    <div role="status" className={cx(styles.place, narrow && styles.beside)}>
      {!reached && (
        <p className={styles.notice}>
          <CloudAlert size={16} aria-hidden />
          <b>{text.unreachable}</b>
          <span>{text.unreachableMore}</span>
        </p>
      )}
    </div>
  );
}
