import { useParams } from "react-router";
import { errorSentence, isApiError } from "@/api/errors";
import { useCatalogue } from "@/api/queries/useCatalogue";
import { useMe } from "@/api/queries/useMe";
import { useWorkflow } from "@/api/queries/useWorkflow";
import { Button } from "@/ui/Button";
import { ButtonLink } from "@/ui/ButtonLink";
import { EmptyState } from "@/ui/EmptyState";
import { Studio } from "./Studio";
import { StudioSkeleton } from "./StudioSkeleton";
import { text } from "./text";

/** The studio of one workflow: canvas, palette, inspector and run panel. */
export default function StudioPage() {
  const { workflowId = "" } = useParams();
  const workflow = useWorkflow(workflowId);
  const catalogue = useCatalogue();
  const me = useMe();
  const error = workflow.error ?? catalogue.error;
  if (error && !(workflow.data && catalogue.data)) {
    const gone = isApiError(error, "NOT_FOUND");
    return (
      <EmptyState
        title={gone ? text.gone : errorSentence(error)}
        actions={
          <>
            {!gone && <Button onClick={() => void Promise.all([workflow.refetch(), catalogue.refetch()])}>{text.tryAgain}</Button>}
            <ButtonLink to="/workflows" variant={gone ? "filled" : "plain"}>
              {text.allWorkflows}
            </ButtonLink>
          </>
        }
      >
        {gone ? text.goneWhy : null}
      </EmptyState>
    );
  }
  if (!workflow.data || !catalogue.data || !me.data) return <StudioSkeleton />;
  return <Studio key={workflowId} workflow={workflow.data} catalogue={catalogue.data} mayEdit={me.data.permissions.includes("workflows:write") && workflow.data.status !== "archived"} />;
}
