import styles from "./Health.module.css";

/** A share of the longest one, drawn. */
export function Bar({ share }: { share: number }) {
  return (
    <svg className={styles.bar} width="100%" height="6" aria-hidden>
      <rect width="100%" height="6" rx="3" className={styles.track} />
      <rect width={`${Math.max(1, share * 100)}%`} height="6" rx="3" className={styles.fill} />
    </svg>
  );
}
