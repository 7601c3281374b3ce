/** Django's CSRF token, which every write sends back in a header. */
export function csrfToken(cookies: string = document.cookie): string {
  const match = /(?:^|;\s*)csrftoken=([^;]*)/.exec(cookies);
  return match?.[1] ? decodeURIComponent(match[1]) : "";
}
