import { errorSentence } from "@/api/errors";
import { useMemberActions } from "@/api/queries/useMembers";
import type { Member, Role } from "@/api/types";
import { Avatar } from "@/ui/Avatar";
import { Button } from "@/ui/Button";
import { Tag } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import { Select } from "@/ui/Input";
import list from "@/ui/list.module.css";
import { formatDate, formatMoment } from "@/ui/time/ago";
import { showToast } from "@/ui/toast/toasts";
import styles from "../SimpleTable.module.css";
import { text } from "./text";

export interface MemberRowProps {
  member: Member;
  isMe: boolean;
  /** The roles that may be given and taken; none for who may only read. */
  offered: readonly Role[];
  onRemove: (member: Member) => void;
}

/** One member: their role to change, the invitation to send again, and the way out. */
export function MemberRow({ member, isMe, offered, onRemove }: MemberRowProps) {
  const { changeRole, inviteAgain } = useMemberActions();
  const name = member.name || member.email;
  const mayChange = offered.includes(member.role);
  const refuse = (error: unknown) => showToast({ state: "failed", text: errorSentence(error) });
  const change = (role: Role) => changeRole.mutate({ id: member.id, role }, { onError: refuse, onSuccess: () => showToast({ text: text.changed(name, text.roles[role].name) }) });
  return (
    <tr>
      <td>
        <span className={styles.person}>
          <Avatar initials={member.initials} />
          <span className={list.two}>
            <b title={name}>{name}</b>
            {member.email !== name && <small title={member.email}>{member.email}</small>}
          </span>
          {isMe && <Tag>{text.you}</Tag>}
          {member.invited && <Tag>{text.invited}</Tag>}
        </span>
      </td>
      <td className={styles.wrap}>
        {mayChange ? (
          <Select aria-label={text.roleOf(name)} title={text.roles[member.role].may} value={member.role} disabled={changeRole.isPending} onChange={(event) => change(event.target.value as Role)}>
            {offered.map((role) => (
              <option key={role} value={role}>
                {text.roles[role].name}
              </option>
            ))}
          </Select>
        ) : (
          <span className={list.two}>
            <span>{text.roles[member.role].name}</span>
            <small>{text.roles[member.role].may}</small>
          </span>
        )}
      </td>
      <td className={cx(list.quiet, styles.narrow)} data-label="Since" title={formatMoment(member.joinedAt)}>
        {formatDate(member.joinedAt)}
      </td>
      <td className={styles.acts}>
        {mayChange && member.invited && (
          <>
            <Button
              size="small"
              aria-label={`${text.again}: ${name}`}
              busy={inviteAgain.isPending}
              onClick={() => inviteAgain.mutate(member.id, { onError: refuse, onSuccess: () => showToast({ text: text.sentAgain(member.email) }) })}
            >
              {text.again}
            </Button>{" "}
          </>
        )}
        {mayChange && !isMe && (
          <Button variant="danger" size="small" aria-label={`${text.remove} ${name}`} onClick={() => onRemove(member)}>
            {text.remove}
          </Button>
        )}
      </td>
    </tr>
  );
}
