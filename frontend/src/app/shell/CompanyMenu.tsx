import { ChevronDown } from "lucide-react";
import { errorSentence } from "@/api/errors";
import { useSwitchCompany } from "@/api/queries/useSwitchCompany";
import type { Me } from "@/api/types";
import { Logo } from "@/ui/Logo";
import { Menu, MenuChoice, MenuLabel } from "@/ui/Menu";
import { Skeleton } from "@/ui/Skeleton";
import { showToast } from "@/ui/toast/toasts";
import { roleWords } from "./text";
import styles from "./CompanyMenu.module.css";

/** Names the company one works in; a menu only for those who belong to several. */
export function CompanyMenu({ me }: { me: Me | undefined }) {
  const switchCompany = useSwitchCompany();
  const refuse = (error: unknown) => showToast({ state: "failed", text: errorSentence(error) });
  const names = (
    <>
      <Logo />
      <span className={styles.names}>
        {me ? <b>{me.company.name}</b> : <Skeleton width={96} />}
        <small>Headrace</small>
      </span>
    </>
  );
  if (!me || me.companies.length < 2) return <div className={styles.company}>{names}</div>;
  return (
    <Menu
      trigger={
        <button type="button" className={styles.company}>
          {names}
          <span className="visually-hidden">, change company</span>
          <ChevronDown className={styles.chevron} size={14} aria-hidden />
        </button>
      }
    >
      <MenuLabel>Work in</MenuLabel>
      <MenuChoice
        value={me.company.id}
        options={me.companies.map((company) => ({ value: company.id, label: company.name, hint: roleWords[company.role] }))}
        onChange={(id) => id !== me.company.id && switchCompany.mutate(id, { onError: refuse })}
      />
    </Menu>
  );
}
