import { useMemo, useState } from "react";
import type { VersionDiff } from "@/api/types";
import type { Catalogue } from "@/graph/catalogue";
import type { Definition } from "@/graph/definition";
import { Tabs } from "@/ui/Tabs";
import { OverlayCanvas } from "../OverlayCanvas";
import { ChangeList } from "./ChangeList";
import styles from "./Compare.module.css";
import { diffDrawing } from "./diffDrawing";
import { TextDiff } from "./TextDiff";
import { text } from "./text";

export interface ComparisonProps {
  before: Definition;
  after: Definition;
  diff: VersionDiff;
  catalogue: Catalogue;
  /** Said where nothing changed. */
  unchanged: string;
}

export function isEmpty({ blocks, edges, settings }: VersionDiff): boolean {
  return blocks.length + edges.added.length + edges.removed.length + settings.length === 0;
}

/** Two versions beside one another: painted on the canvas with the changes in a list, or as text. */
export function Comparison({ before, after, diff, catalogue, unchanged }: ComparisonProps) {
  const [view, setView] = useState("canvas");
  const [chosen, setChosen] = useState<string | null>(null);
  const { doc, overlay } = useMemo(() => diffDrawing(catalogue, before, after, diff), [catalogue, before, after, diff]);
  if (isEmpty(diff)) return <p className={styles.quiet}>{unchanged}</p>;
  const count = (change: "added" | "changed" | "removed") => diff.blocks.filter((block) => block.change === change).length;
  const painted = (
    <div className={styles.sideBySide}>
      <div className={styles.canvas}>
        <OverlayCanvas doc={doc} overlay={overlay} catalogue={catalogue} chosen={chosen} onChoose={setChosen} />
      </div>
      <ChangeList diff={diff} doc={doc} catalogue={catalogue} chosen={chosen} onChoose={setChosen} />
    </div>
  );
  return (
    <Tabs
      className={styles.comparison}
      label={text.views}
      value={view}
      onChange={setView}
      after={<span className={styles.legend}>{text.legend(count("added"), count("changed"), count("removed"))}</span>}
      items={[
        { id: "canvas", label: text.canvas, content: painted },
        { id: "text", label: text.json, content: <TextDiff before={before} after={after} /> },
      ]}
    />
  );
}
