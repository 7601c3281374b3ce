import { useEffect, type ReactNode } from "react";
import { useMay } from "@/api/queries/useMay";
import { useCanvasStore } from "@/features/canvas/store/useCanvasStore";
import { useRunView } from "@/features/runs/live/useRunView";
import { RunPanel } from "@/features/runs/panel/RunPanel";
import { useStudio } from "@/graph-react/useStudio";
import { useStudioStore } from "@/graph-react/useStudioStore";
import { useNoteLook } from "../../guide/useNoteLook";

interface DraftRunProps {
  runId: string;
  onClose: () => void;
  onStarted: (runId: string) => void;
  /** Closes the run to set right in the draft what made it fail. */
  onMend: () => void;
  after: ReactNode;
}

/** A run of the draft: painted on the canvas as it goes, its details beside it. */
export function DraftRun({ runId, onClose, onStarted, onMend, after }: DraftRunProps) {
  const studio = useStudioStore();
  const canvas = useCanvasStore();
  const live = useRunView(runId);
  const mayRun = useMay("workflows:execute");
  const doc = useStudio((state) => (state.run ? (state.lastDoc ?? state.doc) : state.doc));
  const catalogue = useStudio((state) => state.catalogue);
  const selectedId = useStudio((state) => (state.selection.length === 1 ? (state.selection[0] ?? null) : null));
  const editable = useStudio((state) => state.editable);
  const { view } = live;
  useNoteLook(view ?? null, selectedId);
  useEffect(() => {
    if (view) studio.getState().setRun(view);
  }, [studio, view]);
  useEffect(() => () => studio.getState().setRun(null), [studio]);
  const select = (id: string) => {
    studio.getState().select([id]);
    canvas.getState().show(id);
  };
  const openSettings = (id: string) => {
    onMend();
    studio.getState().inspect(id);
    canvas.getState().show(id);
  };
  return (
    <RunPanel
      live={live}
      doc={doc}
      catalogue={catalogue}
      selectedId={selectedId}
      onSelect={select}
      mayRun={mayRun}
      onStarted={onStarted}
      onOpenInDraft={editable ? openSettings : undefined}
      onClose={onClose}
      after={after}
    />
  );
}
