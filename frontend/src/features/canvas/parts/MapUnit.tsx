import { MiniMap, useReactFlow, useStore } from "@xyflow/react";
import { Maximize, Minus, Network, Plus } from "lucide-react";
import { useStudio } from "@/graph-react/useStudio";
import { IconButton } from "@/ui/IconButton";
import { useFit } from "../hooks/useFit";
import { useTidy } from "../hooks/useTidy";
import { text } from "../text";
import { MapNode } from "./MapNode";
import styles from "./MapUnit.module.css";

/** Map, zoom, fit and tidy in one unit at the bottom right. */
export function MapUnit() {
  const flow = useReactFlow();
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  const editable = useStudio((state) => state.editable);
  const tidy = useTidy();
  const fit = useFit();
  return (
    <div className={styles.unit} data-testid="map">
      <MiniMap className={styles.map} nodeComponent={MapNode} maskColor="transparent" maskStrokeColor="var(--accent-solid)" maskStrokeWidth={2} offsetScale={2} pannable zoomable ariaLabel={text.map} style={{ width: 174, height: 96 }} />
      <div className={styles.row}>
        <IconButton size="small" label={text.zoomOut} keys="-" side="top" icon={<Minus size={14} aria-hidden />} onClick={() => void flow.zoomOut({ duration: 140 })} />
        <button type="button" className={styles.zoom} title={text.actualSize} onClick={() => void flow.zoomTo(1, { duration: 140 })}>
          {zoom}%
        </button>
        <IconButton size="small" label={text.zoomIn} keys="+" side="top" icon={<Plus size={14} aria-hidden />} onClick={() => void flow.zoomIn({ duration: 140 })} />
        <i />
        <IconButton size="small" label={text.fit} keys="Shift 1" side="top" icon={<Maximize size={14} aria-hidden />} onClick={() => fit()} />
        {editable && <IconButton size="small" label={text.tidy} keys="Shift T" side="top" icon={<Network size={14} aria-hidden />} onClick={() => void tidy()} />}
      </div>
    </div>
  );
}
