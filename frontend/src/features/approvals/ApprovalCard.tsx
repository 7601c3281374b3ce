import { Link } from "react-router";
import type { Approval } from "@/api/types";
import { DecisionForm } from "@/forms/decision/DecisionForm";
import { TimeLeft } from "@/forms/decision/TimeLeft";
import { Ago } from "@/ui/time/Ago";
import type { GlyphState } from "@/ui/StatusGlyph";
import { StatusPill } from "@/ui/StatusPill";
import { showToast } from "@/ui/toast/toasts";
import styles from "./ApprovalsPage.module.css";
import { text } from "./text";

const glyphs: Record<Approval["status"], GlyphState> = {
  waiting: "waiting",
  approved: "completed",
  rejected: "failed",
  expired: "cancelled",
  closed: "cancelled",
};

/** One approval: what is asked, of which run, and the answer in place. */
export function ApprovalCard({ approval }: { approval: Approval }) {
  const { title, description, status } = approval;
  const name = title || description.split("\n")[0] || approval.workflowName;
  const said = (approved: boolean) => showToast({ text: approved ? text.approved(name) : text.rejected(name) });
  return (
    <article className={styles.card} aria-label={name}>
      <header className={styles.head}>
        <div className={styles.titles}>
          <h2>{name}</h2>
          <p>
            <Link to={`/workflows/${approval.workflowId}/runs/${approval.runId}?block=${encodeURIComponent(approval.blockId)}`} title={text.openRun}>
              {approval.workflowName} · {text.run(approval.runNumber)}
            </Link>{" "}
            · <Ago at={approval.createdAt} />
          </p>
        </div>
        <StatusPill state={glyphs[status]}>
          {status === "waiting" && approval.expiresAt ? <TimeLeft until={approval.expiresAt} /> : text.state[status]}
        </StatusPill>
      </header>
      {title && description && <p className={styles.description}>{description}</p>}
      {status === "waiting" ? (
        <>
          {approval.approvers.length > 0 && !approval.canDecide && <p className={styles.quiet}>{text.asked(approval.approvers.join(", "))}</p>}
          <DecisionForm
            asked={{ ...approval, title: name }}
            onDecided={said}
          />
        </>
      ) : (
        <Outcome approval={approval} />
      )}
    </article>
  );
}

function Outcome({ approval: { decidedBy, decidedAt, comment, refusal } }: { approval: Approval }) {
  return (
    <p className={styles.quiet}>
      {decidedBy ? text.by(decidedBy) : refusal}
      {decidedBy && decidedAt && (
        <>
          {" "}
          · <Ago at={decidedAt} />
        </>
      )}
      {comment && <q className={styles.comment}>{comment}</q>}
    </p>
  );
}
