import type { Rect, Viewport } from "@xyflow/react";
import type { Insets } from "../store/canvasStore";

const AROUND = 28;
const INSPECTOR = 352;
const RUN_PANEL = 556;
const SMALLEST = 0.2;
/** As wide as a phone, where the zoom buttons stand in a column at the right and would cover what reaches there. */
const PHONE = 640;
const BUTTONS = 40;

/** The viewport that shows `bounds` between the panels. On opening, room is left for those still to come: then neither the first click nor Run moves anything. */
export function fitted(bounds: Rect, size: { width: number; height: number }, insets: Insets, leavingRoom: boolean): Viewport {
  const left = insets.left + AROUND;
  const roomy = leavingRoom && size.width > 1100;
  const buttons = size.width <= PHONE ? BUTTONS : 0;
  const right = size.width - Math.max(insets.right, roomy ? INSPECTOR : 0) - AROUND - buttons;
  const bottom = size.height - insets.bottom - AROUND;
  const zoom = Math.max(SMALLEST, Math.min(1, (right - left) / bounds.width, (bottom - AROUND) / bounds.height));
  const beforeRun = size.width - RUN_PANEL - AROUND;
  const end = roomy && bounds.width * zoom <= beforeRun - left ? beforeRun : right;
  const x = left + Math.max(0, end - left - bounds.width * zoom) / 2 - bounds.x * zoom;
  // A short drawing starts near the top, as one reads.
  const y = AROUND + Math.max(0, Math.min(80, (bottom - AROUND - bounds.height * zoom) / 2)) - bounds.y * zoom;
  return { x: Math.round(x), y: Math.round(y), zoom };
}
