import { Compass } from "lucide-react";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";

export function NotFound() {
  return (
    <>
      <title>Not found · Headrace</title>
      <EmptyState
        icon={<Compass size={20} aria-hidden />}
        level={1}
        title="There is no page at this address"
        actions={
          <ButtonLink variant="filled" to="/workflows">
            Go to Workflows
          </ButtonLink>
        }
      >
        It may have been removed, or it belongs to another company.
      </EmptyState>
    </>
  );
}
