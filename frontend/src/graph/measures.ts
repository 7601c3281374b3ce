/** Measures of the canvas, from the visual language, for placing and layout; the card's own CSS follows the same numbers. */
import type { Catalogue } from "./catalogue";
import type { BlockDef, Point } from "./definition";
import { sentenceOf, sentenceText } from "./sentence";

export const GRID = 20;
export const CARD_WIDTH = 232;
export const CARD_ONE_LINE = 78;
export const CARD_TWO_LINES = 94;
export const RANK_GAP = 34;
export const LABEL_RANK_GAP = 46;
export const COLUMN_GAP = 56;

/** Characters of 12 px Inter that fit one line of the sentence. */
const LINE = 30;

/** 78 or 94: known without asking the screen, so that layout and inserting can be computed anywhere. */
export function cardHeight(catalogue: Catalogue, block: BlockDef): number {
  return sentenceText(sentenceOf(catalogue, block)).length > LINE ? CARD_TWO_LINES : CARD_ONE_LINE;
}

/** Half the canvas grid: coarse enough to line cards up, fine enough to centre them under a port. */
export function snap(point: Point): Point {
  const step = GRID / 2;
  return { x: Math.round(point.x / step) * step, y: Math.round(point.y / step) * step };
}
