import type { ReactNode } from "react";
import type { BlockDef } from "@/graph/definition";

/** The tab that tests a block. The studio gives it: runs are a feature of their own. */
export interface TestTabOf {
  draw: (block: BlockDef) => ReactNode;
  /** The block whose test was asked for elsewhere: its tab is opened with each new `count`. */
  asked: { id: string; count: number } | null;
}
