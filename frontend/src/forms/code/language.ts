import type { Completion, CompletionSource } from "@codemirror/autocomplete";
import type { LanguageSupport } from "@codemirror/language";

/** What the editor knows of one language of code blocks. */
export interface CodeLanguage {
  support: LanguageSupport;
  /** Names that the source itself has given so far. */
  local: CompletionSource;
  /** What its sandbox has in every source. */
  names: Completion[];
  /** True when `a.b` reads a key of the data. */
  hasDots: boolean;
  methods(kind: "text" | "list" | "number" | "object"): readonly string[];
  /** What a name that is no data has inside: `Math.`, `json.`. */
  members(segments: readonly string[], source: string): Promise<Completion[]>;
  /** Where only some names can stand, such as behind `import`; null elsewhere. */
  startsAt(before: string): Completion[] | null;
}

export function options(names: readonly string[], type: string, boost = 0): Completion[] {
  return names.map((label) => ({ label, type, boost }));
}

export function described(values: Readonly<Record<string, string>>): Completion[] {
  return Object.entries(values).map(([label, detail]) => ({ label, detail, type: "function", boost: 10 }));
}
