import { TriangleAlert } from "lucide-react";
import { useRouteError } from "react-router";
import { errorSentence } from "@/api/errors";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";

/** Shown in the place of a page that broke or could not be loaded (after a release the old files are gone). */
export function RouteError() {
  const error = useRouteError();
  return (
    <main>
      <title>Headrace</title>
      <EmptyState
        icon={<TriangleAlert size={20} aria-hidden />}
        level={1}
        title="This page could not be shown"
        actions={
          <Button variant="filled" onClick={() => window.location.reload()}>
            Reload the page
          </Button>
        }
      >
        {errorSentence(error)}
      </EmptyState>
    </main>
  );
}
