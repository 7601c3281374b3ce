import { Check, RotateCw } from "lucide-react";
import type { ResumePreview } from "@/api/types";
import { reasons, text } from "./text";
import styles from "./ResumeDialog.module.css";

const MOST = 30;

/** By name: what is taken over, and what runs again and why. */
export function PreviewList({ preview }: { preview: ResumePreview }) {
  const { reused, runsAgain } = preview;
  return (
    <section className={styles.preview} aria-label={text.preview}>
      <div>
        <h3>{text.again(runsAgain.length)}</h3>
        {runsAgain.length === 0 && <p>{text.againNone}</p>}
        <ul>
          {runsAgain.slice(0, MOST).map(({ blockId, name, reason }) => (
            <li key={blockId}>
              <RotateCw size={13} aria-hidden />
              <span>
                <b>{name}</b> <small>{reasons[reason]}</small>
              </span>
            </li>
          ))}
          <Rest count={runsAgain.length - MOST} />
        </ul>
      </div>
      <div>
        <h3>{text.reused(reused.length)}</h3>
        {reused.length === 0 && <p>{text.reusedNone}</p>}
        <ul>
          {reused.slice(0, MOST).map(({ blockId, name }) => (
            <li key={blockId}>
              <Check size={13} aria-hidden />
              <span>{name}</span>
            </li>
          ))}
          <Rest count={reused.length - MOST} />
        </ul>
      </div>
    </section>
  );
}

function Rest({ count }: { count: number }) {
  return count > 0 ? <li>{text.andMore(count)}</li> : null;
}
