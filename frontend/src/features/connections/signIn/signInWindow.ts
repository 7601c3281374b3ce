/** What the page that providers send the browser back to says of a sign-in. */
export interface SignInAnswer {
  isConnected: boolean;
  /** "" or what is left to do, such as `choose_account`; why it failed otherwise. */
  code: string;
  words: string;
  connectionId: string | null;
}

const channelName = "headrace.connections";

/** Opens the empty window at once, while the click still allows it. Null: the browser has blocked it. */
export function openSignInWindow(): Window | null {
  const made = window.open("about:blank", "headrace-sign-in", "popup,width=620,height=760");
  return made && !made.closed ? made : null;
}

export function isAnswer(data: unknown): data is SignInAnswer {
  return typeof data === "object" && data !== null && "type" in data && data.type === "headrace.connection" && "isConnected" in data;
}

/** Calls back for every answer about this connection, whichever window it comes from. Answers come twice: by both ways. */
export function listenForAnswers(connectionId: string, onAnswer: (answer: SignInAnswer) => void): () => void {
  const take = (data: unknown) => {
    if (isAnswer(data) && (data.connectionId === connectionId || data.connectionId === null)) onAnswer(data);
  };
  const onMessage = (event: MessageEvent<unknown>) => {
    if (event.origin === window.location.origin) take(event.data);
  };
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = (event: MessageEvent<unknown>) => take(event.data);
  window.addEventListener("message", onMessage);
  return () => {
    channel.close();
    window.removeEventListener("message", onMessage);
  };
}
