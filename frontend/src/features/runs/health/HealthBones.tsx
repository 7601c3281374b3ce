import { Skeleton } from "@/ui/Skeleton";
import charts from "./charts/Charts.module.css";
import styles from "./Health.module.css";

/** The page in outline while its figures are on their way. */
export function HealthBones() {
  return (
    <div className={styles.page} aria-busy>
      <div className={styles.keys}>
        {[0, 1, 2, 3, 4].map((one) => (
          <Skeleton key={one} width={72} height={40} />
        ))}
      </div>
      {[0, 1].map((one) => (
        <div key={one} className={charts.panel}>
          <Skeleton width={140} height={14} />
          <Skeleton height={168} radius={8} />
        </div>
      ))}
    </div>
  );
}
