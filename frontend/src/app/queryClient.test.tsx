import { QueryClientProvider, useMutation } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { Button } from "@/ui/Button";
import { queryClient } from "./queryClient";

function Page({ send }: { send: () => Promise<void> }) {
  const { mutate, isPending } = useMutation({ mutationFn: send });
  return (
    <Button busy={isPending} onClick={() => mutate()}>
      Delete
    </Button>
  );
}

it("knows that a request is under way before a second, fast click comes", async () => {
  const send = vi.fn(() => new Promise<void>(() => undefined));
  render(
    <QueryClientProvider client={queryClient}>
      <Page send={send} />
    </QueryClientProvider>,
  );
  const button = screen.getByRole("button");
  button.click();
  // No timer in between: the browser may have both clicks waiting.
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  button.click();
  await vi.waitFor(() => expect(send).toHaveBeenCalled());
  expect(send).toHaveBeenCalledOnce();
});
