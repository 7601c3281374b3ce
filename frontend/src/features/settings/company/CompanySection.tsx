import { useId } from "react";
import { useMe } from "@/api/queries/useMe";
import { Skeleton } from "@/ui/Skeleton";
import { Section } from "../Section";
import { text as members } from "../members/text";
import { CompanyName } from "./CompanyName";
import { CompanyZone } from "./CompanyZone";
import styles from "./CompanySection.module.css";

const lead = "Everything you draw, run and connect belongs to this company. Programs name it by its id.";

export function CompanySection() {
  const me = useMe().data;
  const nameId = useId();
  const zoneId = useId();
  return (
    <Section lead={lead}>
      <dl className={styles.facts}>
        <dt>
          <label htmlFor={nameId}>Name</label>
        </dt>
        <dd>{me ? <CompanyName key={me.company.id} id={nameId} name={me.company.name} /> : <Skeleton width={140} />}</dd>
        <dt>
          <label htmlFor={zoneId}>Time zone</label>
        </dt>
        <dd>{me ? <CompanyZone id={zoneId} zone={me.company.timezone} /> : <Skeleton width={200} />}</dd>
        <dt>Id</dt>
        <dd>{me ? <code className={styles.id}>{me.company.id}</code> : <Skeleton width={260} />}</dd>
        <dt>Your role</dt>
        <dd>{me ? `${members.roles[me.role].name}: ${members.roles[me.role].may.toLowerCase()}` : <Skeleton width={180} />}</dd>
      </dl>
    </Section>
  );
}
