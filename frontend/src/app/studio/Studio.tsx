import { useState } from "react";
import { Navigate, Route, Routes } from "react-router";
import type { Workflow } from "@/api/types";
import { CanvasProvider } from "@/features/canvas/CanvasProvider";
import { TestsPanel } from "@/features/runs/kept/TestsPanel";
import type { Catalogue } from "@/graph/catalogue";
import { definitionOf } from "@/graph/definition";
import { restore } from "@/graph/persist";
import { createStudioStore } from "@/graph/store";
import { StudioProvider } from "@/graph-react/StudioProvider";
import { BuildTab } from "./build/BuildTab";
import { HeatTab } from "./heat/HeatTab";
import { StudioHeader } from "./header/StudioHeader";
import { RunsTab } from "./RunsTab";
import { useAutosave } from "./saving/useAutosave";
import { useLastRun } from "./saving/useLastRun";
import { useProblems } from "./saving/useProblems";
import styles from "./Studio.module.css";
import { StudioCommands } from "./StudioCommands";
import { VersionsTab } from "./versions/VersionsTab";

interface StudioProps {
  workflow: Workflow;
  catalogue: Catalogue;
  mayEdit: boolean;
}

/** One open workflow. Its store lives as long as this: going to Runs and back loses neither undo nor selection. */
export function Studio({ workflow, catalogue, mayEdit }: StudioProps) {
  const [{ store, left }] = useState(() => {
    const doc = definitionOf(workflow);
    const { history, unsaved, from } = restore(sessionStorage, workflow.id, { doc, revision: workflow.revision });
    const made = createStudioStore({ workflowId: workflow.id, doc, revision: workflow.revision, ...(mayEdit ? from : undefined), catalogue, editable: mayEdit, history, unsaved: mayEdit ? unsaved : null });
    return { store: made, left: mayEdit ? null : unsaved };
  });
  const flush = useAutosave(store, workflow.id);
  useProblems(store, workflow.id);
  useLastRun(store, workflow.lastRun?.id);
  return (
    <StudioProvider store={store}>
      <CanvasProvider>
        <div className={styles.studio}>
          <StudioCommands workflow={workflow} />
          <StudioHeader workflow={workflow} flush={flush} />
          <Routes>
            <Route index element={<BuildTab workflowId={workflow.id} flush={flush} left={left} />} />
            <Route path="runs" element={<RunsTab workflowId={workflow.id} />} />
            <Route path="tests" element={<TestsPanel workflowId={workflow.id} flush={flush} />} />
            <Route path="heat" element={<HeatTab workflow={workflow} catalogue={catalogue} />} />
            <Route path="versions" element={<VersionsTab workflow={workflow} flush={flush} />} />
            <Route path="*" element={<Navigate to="." replace />} />
          </Routes>
        </div>
      </CanvasProvider>
    </StudioProvider>
  );
}
