/** What stands left of the caret: a name, or a path and the part of its next step that is typed already. */
export interface PathBefore {
  segments: string[];
  partial: string;
  /** How the next step is written: with a dot, in brackets, or not yet at all because this is the first name. */
  by: "name" | "dot" | "bracket";
  quote: string;
  /** Where the dot or bracket stands, or the name itself begins. */
  from: number;
  /** Where `partial` begins. */
  at: number;
}

const STEP = String.raw`\??\.[A-Za-z_$][\w$]*|(?:\?\.)?\[(?:\d+|"[^"\n]*"|'[^'\n]*')\]`;
// The steps in the middle are as few as can be, so that the last one that is open is what is being typed.
const PATH = new RegExp(String.raw`(?<![\w$.)\]"'])([A-Za-z_$][\w$]*)((?:${STEP})*?)(?:(\??\.)([\w$]*)|((?:\?\.)?\[)(["']?)([^"'\]\n]*))?$`);

/** The path that ends at the end of this text (of one line); null where there is none. */
export function pathBefore(text: string): PathBefore | null {
  const found = PATH.exec(text);
  if (!found) return null;
  const [, root = "", middle = "", dot, afterDot = "", bracket, quote = "", inBracket = ""] = found;
  const segments = [root, ...segmentsOf(middle)];
  if (dot !== undefined) return { segments, partial: afterDot, by: "dot", quote: "", from: text.length - afterDot.length - dot.length, at: text.length - afterDot.length };
  if (bracket !== undefined) {
    const at = text.length - inBracket.length;
    return { segments, partial: inBracket, by: "bracket", quote, from: at - quote.length - bracket.length, at };
  }
  return middle === "" ? { segments: [], partial: root, by: "name", quote: "", from: text.length - root.length, at: text.length - root.length } : null;
}

function segmentsOf(middle: string): string[] {
  return [...middle.matchAll(/\.([A-Za-z_$][\w$]*)|\[(?:(\d+)|"([^"]*)"|'([^']*)')\]/g)].map((step) => step[1] ?? step[2] ?? step[3] ?? step[4] ?? "");
}
