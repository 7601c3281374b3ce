import { Plus } from "lucide-react";
import { useState } from "react";
import { useMay } from "@/api/queries/useMay";
import { useMe } from "@/api/queries/useMe";
import { useMemberActions, useMembers } from "@/api/queries/useMembers";
import type { Member } from "@/api/types";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import { ConfirmDialog } from "../ConfirmDialog";
import { LoadFailure } from "../LoadFailure";
import { Section } from "../Section";
import styles from "../SimpleTable.module.css";
import { InviteDialog } from "./InviteDialog";
import { MemberRow } from "./MemberRow";
import { roles, text } from "./text";

export function MembersSection() {
  const members = useMembers();
  const { remove } = useMemberActions();
  const me = useMe().data;
  const mayWrite = useMay("members:write");
  const [isInviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState<Member | null>(null);
  // Only owners make and unmake owners.
  const offered = !mayWrite ? [] : me?.role === "owner" ? roles : roles.filter((role) => role !== "owner");
  const invite = mayWrite && (
    <Button variant="filled" icon={<Plus size={15} strokeWidth={2.25} aria-hidden />} onClick={() => setInviting(true)}>
      {text.invite}
    </Button>
  );
  return (
    <Section lead={text.lead} action={invite}>
      {members.isError && !members.data ? (
        <LoadFailure title={text.failed} error={members.error} onRetry={() => void members.refetch()} />
      ) : (
        <table className={cx(list.table, styles.table)} aria-busy={!members.data}>
          <thead>
            <tr>
              <th>{text.columns.name}</th>
              <th className={styles.role}>{text.columns.role}</th>
              <th className={styles.narrow}>{text.columns.since}</th>
              <th className={styles.acts}>
                <span className="visually-hidden">{text.columns.acts}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {members.data?.map((member) => <MemberRow key={member.id} member={member} isMe={member.email === me?.user.email} offered={offered} onRemove={setRemoving} />) ?? (
              <tr>
                <td colSpan={4}>
                  <Skeleton width={240} />
                </td>
              </tr>
            )}
          </tbody>
        </table>
      )}
      {isInviting && <InviteDialog offered={offered} onClose={() => setInviting(false)} />}
      {removing && (
        <ConfirmDialog
          title={text.removeTitle(removing.name || removing.email)}
          why={text.removeWhy}
          keep={text.keep}
          act={text.remove}
          acting={text.removing}
          done={text.removed(removing.name || removing.email)}
          mutation={remove}
          variables={removing.id}
          onClose={() => setRemoving(null)}
        />
      )}
    </Section>
  );
}
