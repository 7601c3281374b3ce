import { PanelBottom, PanelRight } from "lucide-react";
import { useCallback } from "react";
import { useSearchParams } from "react-router";
import { Canvas } from "@/features/canvas/Canvas";
import { CanvasTestsContext } from "@/features/canvas/tests";
import { Palette } from "@/features/canvas/palette/Palette";
import type { Definition } from "@/graph/definition";
import { useStudio } from "@/graph-react/useStudio";
import { ConnectionField } from "@/features/connections/ConnectionField";
import { AccountField, type DrawAccountField } from "@/features/inspector/AccountField";
import { Inspector } from "@/features/inspector/Inspector";
import { cx } from "@/ui/cx";
import { IconButton } from "@/ui/IconButton";
import { RefusedBanner } from "../saving/RefusedBanner";
import { FindReplace } from "../find/FindReplace";
import { ConflictBanner } from "../merge/ConflictBanner";
import styles from "./BuildTab.module.css";
import { CanvasCommands } from "./CanvasCommands";
import { DraftRun } from "./DraftRun";
import { MendBanner } from "./MendBanner";
import { text } from "../text";
import { useDock } from "./useDock";
import { useOpenBlock } from "./useOpenBlock";
import { usePinRun } from "./usePinRun";
import { useTests } from "./useTests";

const drawConnectionField: DrawAccountField = (props) => <ConnectionField {...props} />;

const PALETTE = 204;
const INSPECTOR = 352;
const RUN_PANEL = 556;

interface BuildTabProps {
  workflowId: string;
  flush: () => Promise<boolean>;
  /** What was drawn and never saved, of a workflow that may not be changed any more. */
  left: Definition | null;
}

/** Palette, canvas and inspector; while a run is shown its panel takes the inspector's place. The canvas lies under all of them, so that nothing on it moves. */
export function BuildTab({ workflowId, flush, left }: BuildTabProps) {
  const editable = useStudio((state) => state.editable);
  const inspecting = useStudio((state) => state.inspecting);
  const [params, setParams] = useSearchParams();
  useOpenBlock();
  usePinRun();
  const { dock, canDock, setDock } = useDock();
  const runId = params.get("run");
  const mending = runId === null && editable ? params.get("mend") : null;
  const below = runId !== null && dock === "below";
  const palette = editable && (runId === null || below);
  const right = runId !== null ? (below ? 0 : RUN_PANEL) : inspecting ? INSPECTOR : 0;

  const show = useCallback((id: string | null) => setParams(id === null ? {} : { run: id }, { replace: true }), [setParams]);
  const { tests, testTab } = useTests(workflowId, flush, show);
  const dockButton = canDock && (
    <IconButton
      size="small"
      label={below ? text.dockSide : text.dockBelow}
      icon={below ? <PanelRight size={16} aria-hidden /> : <PanelBottom size={16} aria-hidden />}
      onClick={() => setDock(below ? "side" : "below")}
    />
  );

  return (
    <div className={styles.build}>
      {palette && (
        <div className={styles.palette}>
          <Palette />
        </div>
      )}
      <div className={styles.canvas}>
        <CanvasTestsContext value={tests}>
          <Canvas insets={{ left: palette ? PALETTE : 0, right, bottom: below ? 340 : 0 }}>
            {mending !== null && <MendBanner key={mending} runId={mending} flush={flush} onStarted={show} onClose={() => show(null)} />}
            <ConflictBanner />
            <RefusedBanner left={left} />
            <FindReplace />
            <CanvasCommands />
          </Canvas>
        </CanvasTestsContext>
      </div>
      {runId !== null ? (
        <div className={cx(styles.panel, below && styles.below)}>
          <DraftRun key={runId} runId={runId} onClose={() => show(null)} onStarted={show} onMend={() => setParams({ mend: runId }, { replace: true })} after={dockButton} />
        </div>
      ) : (
        inspecting && (
          <div className={styles.inspector} data-inspector>
            <AccountField value={drawConnectionField}>
              <Inspector workflowId={workflowId} testTab={testTab} />
            </AccountField>
          </div>
        )
      )}
    </div>
  );
}
