import * as Popover from "@radix-ui/react-popover";
import { useState } from "react";
import type { Me } from "@/api/types";
import { GuideCard } from "./GuideCard";
import styles from "./Guide.module.css";
import { text } from "./text";
import { useGuide } from "./useGuide";

const RADIUS = 8;
const AROUND = 2 * Math.PI * RADIUS;

/** How far one is, beside the studio; the checklist opens over the palette and nowhere else. */
export function GuideRing({ me }: { me: Me | undefined }) {
  const guide = useGuide(me);
  const [open, setOpen] = useState(false);
  if (!guide) return null;
  const share = guide.done / guide.steps.length;
  const label = text.progress(guide.done, guide.steps.length);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger className={styles.ring} aria-label={label} title={label}>
        <svg viewBox="0 0 20 20" width={20} height={20} aria-hidden>
          <circle cx={10} cy={10} r={RADIUS} className={styles.track} />
          <circle cx={10} cy={10} r={RADIUS} className={styles.part} strokeDasharray={`${String(AROUND * share)} ${String(AROUND)}`} />
        </svg>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content side="right" align="end" sideOffset={8} collisionPadding={8} className={styles.popover} aria-label={text.title}>
          <GuideCard guide={guide} onLeave={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
