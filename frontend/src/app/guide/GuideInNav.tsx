import type { Me } from "@/api/types";
import { GuideCard } from "./GuideCard";
import { useGuide } from "./useGuide";

/** The checklist in the navigation of all pages but the studio. */
export function GuideInNav({ me }: { me: Me | undefined }) {
  const guide = useGuide(me);
  return guide && <GuideCard guide={guide} />;
}
