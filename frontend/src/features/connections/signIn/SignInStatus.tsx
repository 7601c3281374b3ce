import { ExternalLink } from "lucide-react";
import { Button } from "@/ui/Button";
import { Message } from "@/ui/Message";
import styles from "../add/Add.module.css";
import { addText as text } from "../add/text";
import type { SignInPhase } from "./useSignIn";

/** Where a sign-in stands, in words, with the way on. */
export function SignInStatus({ phase, app, onShow }: { phase: SignInPhase; app: string; onShow: () => void }) {
  switch (phase.name) {
    case "idle":
    case "opening":
      return null;
    case "waiting":
      return (
        <Message state="waiting" title={text.waiting(app)} actions={<Button size="small" onClick={onShow}>{text.showWindow}</Button>}>
          {text.waitingMore}
        </Message>
      );
    case "blocked":
      return (
        <Message
          state="problem"
          title={text.blocked}
          actions={
            <a className={styles.link} href={phase.url} target="_blank" rel="opener">
              {text.openHere(app)}
              <ExternalLink size={14} aria-hidden />
            </a>
          }
        >
          {text.blockedMore}
        </Message>
      );
    case "left":
      return (
        <Message state="problem" title={text.left(app)}>
          {text.leftMore}
        </Message>
      );
    case "failed":
      return (
        <Message state="failed" title={text.notConnected}>
          {phase.words}
        </Message>
      );
  }
}
