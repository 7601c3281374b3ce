import styles from "./Avatar.module.css";

export function Avatar({ initials }: { initials: string }) {
  return (
    <span className={styles.avatar} aria-hidden>
      {initials}
    </span>
  );
}
