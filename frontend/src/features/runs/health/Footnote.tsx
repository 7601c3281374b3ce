import type { Figures } from "@/api/types";
import { formatClock } from "@/ui/time/ago";
import styles from "./Health.module.css";
import { text } from "./text";

/** What the figures do not tell of. */
export function Footnote({ figures, isOne }: { figures: Figures; isOne: boolean }) {
  const { days, shorter } = figures.retention;
  const sentences = [
    !figures.isWhole && text.cut(formatClock(figures.from)),
    days !== null && text.kept(days),
    shorter > 0 && text.shorter(shorter, isOne),
    text.noTests,
  ];
  return <p className={styles.foot}>{sentences.filter(Boolean).join(" ")}</p>;
}
