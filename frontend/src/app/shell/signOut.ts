import { csrfToken } from "@/api/csrf";
import { forgetAllInput } from "@/features/runs/dialog/keptInput";

/** A real form, so that the server's redirect is followed and every cached answer is gone. */
export function signOut(): void {
  forgetAllInput(sessionStorage);
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/sign-out";
  const token = document.createElement("input");
  token.type = "hidden";
  token.name = "csrfmiddlewaretoken";
  token.value = csrfToken();
  form.append(token);
  document.body.append(form);
  form.submit();
}
