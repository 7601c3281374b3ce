import { useParams } from "react-router";
import { errorSentence, isApiError } from "@/api/errors";
import { useCatalogue } from "@/api/queries/useCatalogue";
import { useVersion } from "@/api/queries/useVersion";
import { useRunView } from "@/features/runs/live/useRunView";
import { definitionOf } from "@/graph/definition";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import { StudioSkeleton } from "../StudioSkeleton";
import { RunStudio } from "./RunStudio";
import { text } from "./text";

/** One run on the canvas of the version it used. */
export default function RunPage() {
  const { runId = "" } = useParams();
  const live = useRunView(runId);
  const version = useVersion(live.run?.workflowId, live.run?.versionRef);
  const catalogue = useCatalogue();
  const error = live.run ? (version.error ?? catalogue.error) : live.error;
  if (error && !(live.run && version.data && catalogue.data)) {
    const isGone = isApiError(error, "NOT_FOUND");
    return (
      <EmptyState
        title={isGone ? text.gone : errorSentence(error)}
        actions={
          <>
            {!isGone && <Button onClick={() => window.location.reload()}>{text.tryAgain}</Button>}
            <ButtonLink to="/runs" variant={isGone ? "filled" : "plain"}>
              {text.allRuns}
            </ButtonLink>
          </>
        }
      >
        {isGone ? text.goneWhy : null}
      </EmptyState>
    );
  }
  const { run, view } = live;
  if (!run || !view || !version.data || !catalogue.data) return <StudioSkeleton />;
  return <RunStudio key={`${run.id} ${run.versionRef}`} run={run} view={view} live={live} doc={definitionOf(version.data)} catalogue={catalogue.data} />;
}
