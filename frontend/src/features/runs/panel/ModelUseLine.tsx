import { Sparkles } from "lucide-react";
import type { RunStep } from "@/api/types";
import { modelUseOf } from "./modelUse";
import styles from "./StepDetail.module.css";

/** Tokens, cost and accounts of a step that asked a model. */
export function ModelUseLine({ step }: { step: RunStep }) {
  const use = modelUseOf(step);
  if (!use) return null;
  return (
    <div className={styles.use}>
      <Sparkles size={14} aria-hidden />
      <div>
        <p>{use.words}</p>
        {use.tools.length > 0 && <p>Used {use.tools.join(", ")}</p>}
      </div>
    </div>
  );
}
