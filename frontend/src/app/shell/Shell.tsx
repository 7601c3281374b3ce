import { Suspense } from "react";
import { Outlet, useNavigation } from "react-router";
import { errorSentence } from "@/api/errors";
import { useMe } from "@/api/queries/useMe";
import { Button } from "@/ui/Button";
import { cx } from "@/ui/cx";
import { Message } from "@/ui/Message";
import { GuideOnPage } from "../guide/GuideOnPage";
import { Rail } from "./Rail";
import { SideNav } from "./SideNav";
import { Unreachable } from "./Unreachable";
import styles from "./Shell.module.css";

/** The frame of every page: navigation with words, or the narrow rail beside the studio. */
export function Shell({ narrow = false }: { narrow?: boolean }) {
  const me = useMe();
  const leaving = useNavigation().state === "loading";
  return (
    <div className={cx(styles.shell, narrow && styles.narrow)}>
      <a className={styles.skip} href="#main">
        Skip to the page
      </a>
      {narrow ? <Rail me={me.data} /> : <SideNav me={me.data} />}
      <main id="main" tabIndex={-1} className={styles.main} aria-busy={leaving || undefined}>
        {me.isError && (
          <div className={styles.trouble}>
            <Message state="failed" title={errorSentence(me.error)} actions={<Button size="small" onClick={() => void me.refetch()}>Try again</Button>} />
          </div>
        )}
        {!narrow && <GuideOnPage me={me.data} />}
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      <Unreachable narrow={narrow} />
    </div>
  );
}
