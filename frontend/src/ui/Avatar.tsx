import styles from "./Avatar.module.css";

/** A person's initials, drawn beside their name or in the place of it. */
export function Avatar({ initials }: { initials: string }) {
  return <span className={styles.avatar} data-initials={initials} aria-hidden />;
}
