import { PanelBottom, PanelRight } from "lucide-react";
import { useEffect, useState } from "react";
import { useNavigate } from "react-router";
import { useMay } from "@/api/queries/useMay";
import type { Run } from "@/api/types";
import { Canvas } from "@/features/canvas/Canvas";
import { CanvasProvider } from "@/features/canvas/CanvasProvider";
import { useCanvasStore } from "@/features/canvas/store/useCanvasStore";
import type { LiveRun } from "@/features/runs/live/useRunView";
import { RunPanel } from "@/features/runs/panel/RunPanel";
import type { Catalogue } from "@/graph/catalogue";
import type { Definition } from "@/graph/definition";
import type { RunView } from "@/graph/runState";
import { createStudioStore } from "@/graph/store";
import { StudioProvider } from "@/graph-react/StudioProvider";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { IconButton } from "@/ui/IconButton";
import { cx } from "@/ui/cx";
import { useNoteLook } from "../../guide/useNoteLook";
import { useDock } from "../build/useDock";
import { RunHeader } from "./RunHeader";
import styles from "./RunPage.module.css";
import { text } from "./text";

export interface RunStudioProps {
  run: Run;
  view: RunView;
  live: LiveRun;
  doc: Definition;
  catalogue: Catalogue;
}

/** The read-only canvas of the run's own version, painted with the run, and the panel beside it. */
export function RunStudio(props: RunStudioProps) {
  const { run, view, doc, catalogue } = props;
  const [store] = useState(() => createStudioStore({ workflowId: run.workflowId, doc, catalogue, editable: false, run: view }));
  useEffect(() => store.getState().setRun(view), [store, view]);
  return (
    <StudioProvider store={store}>
      <CanvasProvider>
        <RunLayout {...props} />
      </CanvasProvider>
    </StudioProvider>
  );
}

function RunLayout({ run, view, live, doc, catalogue }: RunStudioProps) {
  const store = useStudioStore();
  const canvas = useCanvasStore();
  const navigate = useNavigate();
  const mayRun = useMay("runs:write");
  const mayEdit = useMay("workflows:write");
  const selected = useStudio((state) => (state.selection.length === 1 ? (state.selection[0] ?? null) : null));
  useNoteLook(view, selected);
  const { dock, canDock, setDock } = useDock();
  const select = (id: string) => {
    store.getState().select([id]);
    canvas.getState().show(id);
  };
  const isBelow = dock === "below";
  return (
    <div className={styles.page}>
      <RunHeader run={run} view={view} mayRun={mayRun} inputSchema={doc.inputSchema} />
      <div className={cx(styles.body, isBelow && styles.below)}>
        <div className={styles.canvas}>
          <Canvas />
        </div>
        <div className={styles.panel}>
          <RunPanel
            live={live}
            doc={doc}
            catalogue={catalogue}
            selectedId={selected}
            onSelect={select}
            mayRun={mayRun}
            onStarted={(id) => void navigate(`/workflows/${run.workflowId}/runs/${id}`)}
            onOpenInDraft={mayEdit ? (id) => void navigate(`/workflows/${run.workflowId}?block=${encodeURIComponent(id)}&mend=${run.id}`) : undefined}
            after={
              canDock && (
              <IconButton
                label={isBelow ? text.dockRight : text.dockBelow}
                size="small"
                side="left"
                icon={isBelow ? <PanelRight size={15} aria-hidden /> : <PanelBottom size={15} aria-hidden />}
                onClick={() => setDock(isBelow ? "side" : "below")}
              />
              )
            }
          />
        </div>
      </div>
    </div>
  );
}
