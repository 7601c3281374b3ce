import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { keys } from "@/api/keys";
import { CompanyName } from "./CompanyName";

function show() {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(keys.me, { permissions: ["members:write"] });
  render(
    <QueryClientProvider client={client}>
      <CompanyName id="name" name="Acme" />
    </QueryClientProvider>,
  );
  return screen.getByDisplayValue("Acme");
}

it("keeps what was typed when the server refuses it, and says why", async () => {
  const answer = { ok: false, error: { code: "VALIDATION_ERROR", message: "Not this name." } };
  const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(JSON.stringify(answer), { status: 400, headers: { "content-type": "application/json" } }));
  const field = show();
  expect(screen.queryByRole("button")).toBeNull();
  fireEvent.change(field, { target: { value: "Acme Inc." } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(screen.getByText(/Not this name/)).toBeTruthy());
  expect(screen.getByDisplayValue("Acme Inc.")).toBeTruthy();
  expect(fetched).toHaveBeenCalledOnce();
  expect(JSON.parse(String(fetched.mock.calls[0]?.[1]?.body))).toEqual({ name: "Acme Inc." });
});
