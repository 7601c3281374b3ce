import { memo } from "react";
import type { TextPart } from "@/graph/sentence";
import styles from "./BlockCard.module.css";

export const Sentence = memo(function Sentence({ parts }: { parts: readonly TextPart[] }) {
  return (
    <p className={styles.sentence}>
      {parts.map((part, index) => (part.strong ? <b key={index}>{part.text}</b> : <span key={index}>{part.text}</span>))}
    </p>
  );
});
