import { setNonce } from "get-nonce";

/** The nonce the server allows for style tags, which dialogs and editors add while they are open. */
export function cspNonce(): string | undefined {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content || undefined;
}

export function allowStyleTags(): void {
  const nonce = cspNonce();
  if (nonce) setNonce(nonce);
}
