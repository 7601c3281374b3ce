import styles from "./Skeleton.module.css";

export interface SkeletonProps {
  width?: number | string;
  height?: number;
  radius?: number;
}

/** The place of something that is on its way. */
export function Skeleton({ width = "100%", height = 12, radius = 4 }: SkeletonProps) {
  return <span className={styles.bone} style={{ width, height, borderRadius: radius }} aria-hidden data-skeleton />;
}
