import { localCompletionSource, pythonLanguage } from "@codemirror/lang-python";
import { LanguageSupport } from "@codemirror/language";
import { described, options, type CodeLanguage } from "./language";
import sandbox from "./sandboxNames.json";

const modules: Readonly<Record<string, readonly string[]>> = sandbox.python.modules;
const methods: Readonly<Record<string, readonly string[]>> = sandbox.python.methods;

/** Python as the sandbox has it, which is less than all of it: see `sandboxNames.json`. */
export const python: CodeLanguage = {
  support: new LanguageSupport(pythonLanguage),
  local: localCompletionSource,
  names: [...described(sandbox.python.values), ...options(sandbox.python.language, "function"), ...options(sandbox.python.keywords, "keyword", -10)],
  hasDots: false,
  methods: (kind) => methods[kind] ?? [],
  members: ([root = "", ...inside], source) => {
    const isImported = new RegExp(`^\\s*import\\s[^\\n]*\\b${root}\\b`, "m").test(source);
    return Promise.resolve(inside.length === 0 && isImported ? options(modules[root] ?? [], "method") : []);
  },
  startsAt: (before) => {
    if (/^\s*(?:import|from)\s+\w*$/.test(before)) return options(Object.keys(modules), "namespace");
    const from = /^\s*from\s+(\w+)\s+import\s+(?:\w+\s*,\s*)*\w*$/.exec(before);
    return from ? options(modules[from[1] ?? ""] ?? [], "method") : null;
  },
};
