import { Skeleton } from "@/ui/Skeleton";
import styles from "./Studio.module.css";

export function StudioSkeleton() {
  return (
    <div className={styles.studio} aria-busy>
      <header className={styles.waiting}>
        <Skeleton width={220} height={16} />
      </header>
      <div className={styles.waitingCanvas} />
    </div>
  );
}
