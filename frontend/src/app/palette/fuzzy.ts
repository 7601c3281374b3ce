/** How well letters, in their order but not side by side, are found in a text. */

const START = 8;
const ADJACENT = 5;

/** Higher is better; null where not every letter is found. Beginnings of words and letters side by side count most. */
export function fuzzyScore(query: string, text: string): number | null {
  const wanted = query.toLowerCase().replace(/\s+/g, "");
  if (wanted === "") return 0;
  const heap = text.toLowerCase();
  const whole = heap.indexOf(query.trim().toLowerCase());
  if (whole !== -1) return 100 + wanted.length * ADJACENT + (isStart(text, whole) ? START * 2 : 0) - Math.min(20, whole / 4) - Math.min(10, text.length / 20);
  let score = 0;
  let at = -1;
  for (const letter of wanted) {
    const next = nextPlace(heap, text, letter, at + 1);
    if (next === -1) return null;
    if (next === at + 1) score += ADJACENT;
    else if (isStart(text, next)) score += START;
    else score -= Math.min(6, next - at);
    at = next;
  }
  // Letters strewn over a long text are a coincidence.
  return score < 0 ? null : score - Math.min(10, text.length / 20);
}

/** The letter right here, else at the next beginning of a word, else anywhere. */
function nextPlace(heap: string, text: string, letter: string, from: number): number {
  if (heap.charAt(from) === letter) return from;
  const first = heap.indexOf(letter, from);
  for (let at = first; at !== -1; at = heap.indexOf(letter, at + 1)) if (isStart(text, at)) return at;
  return first;
}

function isStart(text: string, at: number): boolean {
  if (at === 0) return true;
  const [before, here] = [text.charAt(at - 1), text.charAt(at)];
  return !/[\p{L}\p{N}]/u.test(before) || (/\p{Ll}/u.test(before) && /\p{Lu}/u.test(here));
}
