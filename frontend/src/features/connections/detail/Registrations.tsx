import { useSubscriptions } from "@/api/queries/useSubscriptions";
import type { Subscription } from "@/api/types";
import { StatusGlyph } from "@/ui/StatusGlyph";
import { Ago } from "@/ui/time/Ago";
import { text } from "../text";
import styles from "./ConnectionPanel.module.css";

/** What is registered at the provider with this connection, so that its events arrive here. */
export function Registrations({ id }: { id: string }) {
  const all = useSubscriptions(id).data ?? [];
  const shown = all.filter(({ status, error }) => status !== "removed" || error !== "");
  if (shown.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3>{text.panel.registrations}</h3>
      <ul className={styles.uses}>
        {shown.map((one) => (
          <li key={one.id} className={styles.use}>
            <span>
              <StatusGlyph state={glyphOf(one)} size={15} />
            </span>
            <div>
              {one.events.includes("*") ? text.panel.allEvents : one.events.join(", ") || one.address}
              <small>
                {one.status === "active" && one.checkedAt ? (
                  <>
                    {text.panel.seenThere} <Ago at={one.checkedAt} />
                  </>
                ) : (
                  one.error
                )}
              </small>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function glyphOf({ status }: Subscription) {
  return status === "active" ? "completed" : status === "pending" ? "waiting" : status === "failing" ? "failed" : "problem";
}
