import { csrfToken } from "./csrf";
import { ApiError, type ErrorDetail } from "./errors";
import { answered, unanswered } from "./reach";
import { goToSignIn } from "./signIn";

export interface Page<T, Meta = unknown> {
  data: T[];
  meta: { cursor: string | null; hasMore: boolean } & Meta;
}

type Query = Record<string, string | number | boolean | null | undefined>;

export interface RequestOptions {
  query?: Query;
  body?: unknown;
  /** Sent as it is, in the place of `body`. */
  file?: { content: Blob | string; type: string };
  signal?: AbortSignal;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

interface Envelope {
  success?: boolean;
  data?: unknown;
  meta?: unknown;
  error?: { code?: string; message?: string; details?: ErrorDetail[] };
}

/** Sends one request and opens the envelope. Raises ApiError for every refusal; 401 also leaves for the sign-in page. */
export async function request(method: Method, path: string, options: RequestOptions = {}): Promise<Envelope> {
  const response = await send(method, path, options);
  if (response.status === 204) return { success: true, data: null };
  const envelope = await readEnvelope(response);
  if (response.ok && envelope?.success === true) return envelope;
  if (response.status === 401) goToSignIn();
  throw refusal(response, envelope);
}

async function send(method: Method, path: string, { query, body, file, signal }: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (file) headers["Content-Type"] = file.type;
  else if (body !== undefined) headers["Content-Type"] = "application/json";
  try {
    const response = await fetch(`/api/v1${path}${queryString(query)}`, {
      method,
      headers,
      credentials: "same-origin",
      body: file ? file.content : body === undefined ? undefined : JSON.stringify(body),
      signal,
    });
    answered();
    return response;
  } catch (error) {
    if (signal?.aborted) throw error;
    unanswered();
    // Of a write that no answer came to, nobody here knows whether it was done.
    const what = method === "GET" || !navigator.onLine ? "Check your connection; nothing was changed." : "Check your connection, then look whether this was done before you do it again.";
    throw new ApiError(0, "OFFLINE", `Headrace does not answer. ${what}`);
  }
}

async function readEnvelope(response: Response): Promise<Envelope | null> {
  try {
    return (await response.json()) as Envelope;
  } catch {
    return null;
  }
}

function refusal(response: Response, envelope: Envelope | null): ApiError {
  const error = envelope?.error;
  const retryAfter = Number(response.headers.get("Retry-After"));
  return new ApiError(
    response.status,
    error?.code ?? "INTERNAL",
    error?.message ?? `Headrace answered with status ${response.status} and no reason. Try again in a moment.`,
    error?.details ?? [],
    envelope?.data ?? null,
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  );
}

function queryString(query: Query | undefined): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

async function data<T>(method: Method, path: string, options?: RequestOptions): Promise<T> {
  return (await request(method, path, options)).data as T;
}

export const api = {
  get: <T>(path: string, options?: RequestOptions) => data<T>("GET", path, options),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) => data<T>("POST", path, { ...options, body: body ?? {} }),
  send: <T>(path: string, content: Blob | string, type: string, options?: RequestOptions) =>
    data<T>("POST", path, { ...options, file: { content, type } }),
  put: <T>(path: string, body: unknown, options?: RequestOptions) => data<T>("PUT", path, { ...options, body }),
  patch: <T>(path: string, body: unknown, options?: RequestOptions) => data<T>("PATCH", path, { ...options, body }),
  delete: <T = null>(path: string, options?: RequestOptions) => data<T>("DELETE", path, options),
  async page<T, Meta = unknown>(path: string, options?: RequestOptions): Promise<Page<T, Meta>> {
    const envelope = await request("GET", path, options);
    const meta = { cursor: null, hasMore: false, ...(envelope.meta as object | undefined) } as Page<T, Meta>["meta"];
    return { data: (envelope.data ?? []) as T[], meta };
  },
};
