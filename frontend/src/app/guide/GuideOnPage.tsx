import { useLocation } from "react-router";
import type { Me } from "@/api/types";
import styles from "./Guide.module.css";
import { GuideCard } from "./GuideCard";
import { useGuide } from "./useGuide";

/** The checklist above the workflows, where the navigation has no room for it: on a phone. */
export function GuideOnPage({ me }: { me: Me | undefined }) {
  const guide = useGuide(me);
  const isHome = useLocation().pathname === "/workflows";
  if (!guide || !isHome) return null;
  return (
    <div className={styles.onPage}>
      <GuideCard guide={guide} />
    </div>
  );
}
