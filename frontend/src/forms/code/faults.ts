/** A place in a source that could not be read, or where it stopped. */
export interface LineFault {
  /** Counts from 1. */
  line: number;
  message: string;
}

/** Both the check of a draft and a failed step say the place first: "Line 3: TypeError: …". */
export function faultIn(problem: string | null | undefined): LineFault | null {
  const found = /(?:^|: |\. )Line (\d+): (.*)$/s.exec(problem ?? "");
  return found ? { line: Number(found[1]), message: found[2] ?? "" } : null;
}
