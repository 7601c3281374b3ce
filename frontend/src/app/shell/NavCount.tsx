import { useApprovalCount } from "@/api/queries/useApprovals";
import { cx } from "@/ui/cx";
import styles from "./NavCount.module.css";
import { waitingForYou } from "./text";

/** How many approvals wait for the person: a number beside the words, a dot on the rail. */
export function NavCount({ dot = false }: { dot?: boolean }) {
  const count = useApprovalCount() ?? 0;
  if (count === 0) return null;
  const shown = count > 99 ? "99+" : String(count);
  return (
    <span className={cx(dot ? styles.dot : styles.count, "num")} title={waitingForYou(count)}>
      {!dot && shown}
      <span className="visually-hidden">{waitingForYou(count)}</span>
    </span>
  );
}
