import { useMembers } from "@/api/queries/useMembers";
import { Avatar } from "@/ui/Avatar";
import { Tag } from "@/ui/Chip";
import { cx } from "@/ui/cx";
import list from "@/ui/list.module.css";
import { Skeleton } from "@/ui/Skeleton";
import { formatDate, formatMoment } from "@/ui/time/ago";
import { LoadFailure } from "../LoadFailure";
import { Section } from "../Section";
import styles from "../SimpleTable.module.css";
import { text } from "./text";

export function MembersSection() {
  const members = useMembers();
  return (
    <Section lead={text.lead}>
      {members.isError && !members.data ? (
        <LoadFailure title={text.failed} error={members.error} onRetry={() => void members.refetch()} />
      ) : (
        <table className={cx(list.table, styles.table)} aria-busy={!members.data}>
          <thead>
            <tr>
              <th>Name</th>
              <th>Email</th>
              <th>Role</th>
              <th className={styles.narrow}>Member since</th>
            </tr>
          </thead>
          <tbody>
            {members.data?.map((member) => (
              <tr key={member.id}>
                <td>
                  <span className={styles.person}>
                    <Avatar initials={member.initials} />
                    <b>{member.name || member.email}</b>
                    {member.invited && <Tag>{text.invited}</Tag>}
                  </span>
                </td>
                <td className={list.quiet}>{member.email}</td>
                <td className={styles.wrap}>
                  <span className={list.two}>
                    <span>{text.roles[member.role].name}</span>
                    <small>{text.roles[member.role].may}</small>
                  </span>
                </td>
                <td className={cx(list.quiet, styles.narrow)} data-label="Since" title={formatMoment(member.joinedAt)}>
                  {formatDate(member.joinedAt)}
                </td>
              </tr>
            )) ?? (
              <tr>
                {[140, 180, 90, 56].map((width) => (
                  <td key={width}>
                    <Skeleton width={width} />
                  </td>
                ))}
              </tr>
            )}
          </tbody>
        </table>
      )}
    </Section>
  );
}
