import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api } from "./client";
import { ApiError } from "./errors";
import * as signIn from "./signIn";

const fetchMock = vi.fn<typeof fetch>();

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  fetchMock.mockResolvedValueOnce(new Response(body === null ? null : JSON.stringify(body), { status, headers }));
}

async function refusalOf(promise: Promise<unknown>): Promise<ApiError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

beforeEach(() => {
  fetchMock.mockReset();
  vi.stubGlobal("fetch", fetchMock);
  document.cookie = "csrftoken=abc%3D1";
});

afterEach(() => vi.unstubAllGlobals());

describe("api", () => {
  it("opens the envelope and leaves empty filters out", async () => {
    answer(200, { success: true, data: { id: "wf_1" } });
    await expect(api.get("/workflows/wf_1", { query: { status: "", search: "a b", limit: 5, cursor: null } })).resolves.toEqual({ id: "wf_1" });
    const [url, init] = fetchMock.mock.calls[0] ?? [];
    expect(url).toBe("/api/v1/workflows/wf_1?search=a+b&limit=5");
    expect(init?.headers).not.toHaveProperty("X-CSRFToken");
  });

  it("sends JSON and the CSRF token with a write", async () => {
    answer(201, { success: true, data: { id: "wf_2" } });
    await api.post("/workflows", { name: "New" });
    const [, init] = fetchMock.mock.calls[0] ?? [];
    expect(init?.method).toBe("POST");
    expect(init?.body).toBe('{"name":"New"}');
    expect(init?.headers).toMatchObject({ "X-CSRFToken": "abc=1", "Content-Type": "application/json" });
  });

  it("answers a page with its cursor and counts", async () => {
    answer(200, { success: true, data: [1, 2], meta: { cursor: "c", hasMore: true, counts: { all: 9 } } });
    await expect(api.page("/runs")).resolves.toEqual({ data: [1, 2], meta: { cursor: "c", hasMore: true, counts: { all: 9 } } });
  });

  it("takes an empty answer", async () => {
    answer(204, null);
    await expect(api.delete("/api-keys/k")).resolves.toBeNull();
  });

  it("raises the server's sentence with its details and what came along", async () => {
    answer(409, { success: false, error: { code: "CONFLICT", message: "Ben saved revision 8.", details: [{ path: "revision", message: "stale" }] }, data: { current: { revision: 8 } } });
    const error = await refusalOf(api.put("/workflows/wf_1", {}));
    expect(error).toMatchObject({ status: 409, code: "CONFLICT", message: "Ben saved revision 8.", data: { current: { revision: 8 } } });
    expect(error.details).toEqual([{ path: "revision", message: "stale" }]);
  });

  it("says how long to wait when it is told", async () => {
    answer(429, { success: false, error: { code: "RATE_LIMITED", message: "Wait 3 seconds." } }, { "Retry-After": "3" });
    expect((await refusalOf(api.get("/runs"))).retryAfterSeconds).toBe(3);
  });

  it("has words for an answer that is not ours and for none at all", async () => {
    fetchMock.mockResolvedValueOnce(new Response("<html>Bad gateway</html>", { status: 502 }));
    expect(await refusalOf(api.get("/runs"))).toMatchObject({ status: 502, code: "INTERNAL" });
    fetchMock.mockRejectedValueOnce(new TypeError("Failed to fetch"));
    expect(await refusalOf(api.get("/runs"))).toMatchObject({ status: 0, code: "OFFLINE" });
  });

  it("leaves for the sign-in page when nobody is signed in", async () => {
    const leave = vi.spyOn(signIn, "goToSignIn").mockImplementation(() => undefined);
    answer(401, { success: false, error: { code: "UNAUTHENTICATED", message: "Sign in first." } });
    await refusalOf(api.get("/me"));
    expect(leave).toHaveBeenCalledOnce();
  });
});
