import { CloudAlert, TriangleAlert } from "lucide-react";
import { useEffect } from "react";
import { useRouteError } from "react-router";
import { errorSentence } from "@/api/errors";
import { askWhetherReached, isReached, onReach } from "@/api/reach";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/EmptyState";

const reload = () => window.location.reload();

/** Shown in the place of a page that broke, or whose code did not come: the network is gone, or after a release the old files are. */
export function RouteError() {
  const error = useRouteError();
  return (
    <div>
      <title>Headrace</title>
      {isMissingCode(error) ? (
        <MissingCode />
      ) : (
        <EmptyState icon={<TriangleAlert size={20} aria-hidden />} level={1} title="This page could not be shown" actions={<Button variant="filled" onClick={reload}>Reload the page</Button>}>
          {errorSentence(error)}
        </EmptyState>
      )}
    </div>
  );
}

/** Loads the page again as soon as the server answers; earlier the browser's own error page would be all that is left. */
function MissingCode() {
  const again = () => void askWhetherReached().then((reached) => reached && reload());
  useEffect(() => {
    void askWhetherReached();
    return onReach(() => {
      if (isReached()) reload();
    });
  }, []);
  return (
    <EmptyState icon={<CloudAlert size={20} aria-hidden />} level={1} title="This page did not arrive" actions={<Button variant="filled" onClick={again}>Try again</Button>}>
      It comes from the server when it is first opened. It opens by itself as soon as the server answers.
    </EmptyState>
  );
}

function isMissingCode(error: unknown): boolean {
  return error instanceof Error && /dynamically imported module|importing a module|preload/i.test(error.message);
}
