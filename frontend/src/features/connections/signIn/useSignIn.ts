import { useEffect, useEffectEvent, useRef, useState } from "react";
import { errorSentence } from "@/api/errors";
import { beginSignIn, type SignInRequest } from "@/api/queries/useConnectionActions";
import { listenForAnswers, openSignInWindow, type SignInAnswer } from "./signInWindow";

export type SignInPhase =
  | { name: "idle" }
  | { name: "opening" }
  /** The provider's window is open. */
  | { name: "waiting"; url: string }
  /** The browser let no window open: a link does it. */
  | { name: "blocked"; url: string }
  /** The window was closed, or the provider cut the tie to it; an answer may still come. */
  | { name: "left"; url: string }
  | { name: "failed"; words: string };

const lookMs = 500;

/** A sign-in in the provider's window, from the click to the answer. `onConnected` gets the connection's id. */
export function useSignIn(onConnected: (connectionId: string) => void) {
  const [phase, setPhase] = useState<SignInPhase>({ name: "idle" });
  const [connectionId, setConnectionId] = useState<string | null>(null);
  const opened = useRef<Window | null>(null);

  const onAnswer = useEffectEvent((answer: SignInAnswer) => {
    if (phase.name === "idle" || phase.name === "failed") return;
    if (answer.isConnected && answer.connectionId) {
      setPhase({ name: "idle" });
      onConnected(answer.connectionId);
    } else {
      setPhase({ name: "failed", words: answer.words });
    }
  });
  useEffect(() => (connectionId ? listenForAnswers(connectionId, onAnswer) : undefined), [connectionId]);

  const url = phase.name === "waiting" ? phase.url : null;
  useEffect(() => {
    if (url === null) return;
    const timer = setInterval(() => {
      // The answer may have come at this very moment, with the page that cut the tie: it is what counts.
      if (opened.current?.closed) setPhase((now) => (now.name === "waiting" ? { name: "left", url } : now));
    }, lookMs);
    return () => clearInterval(timer);
  }, [url]);

  const start = async (request: SignInRequest) => {
    const target = openSignInWindow();
    opened.current = target;
    setPhase({ name: "opening" });
    try {
      const begun = await beginSignIn(request);
      setConnectionId(begun.connectionId);
      if (target && !target.closed) {
        target.location.replace(begun.url);
        setPhase({ name: "waiting", url: begun.url });
      } else {
        setPhase({ name: "blocked", url: begun.url });
      }
    } catch (error) {
      target?.close();
      setPhase({ name: "failed", words: errorSentence(error) });
    }
  };
  const show = () => opened.current?.focus();
  const close = () => opened.current?.close();
  const reset = () => {
    setPhase({ name: "idle" });
    setConnectionId(null);
  };
  return { phase, connectionId, start, show, close, reset };
}
