let isLeaving = false;

/** Leaves for the sign-in page, which brings the person back to where they were. */
export function goToSignIn(): void {
  isLeaving = true;
  const here = window.location.pathname + window.location.search;
  window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`);
}

/** The page is being left to sign in again. */
export function isSigningIn(): boolean {
  return isLeaving;
}
