import { javascriptLanguage, localCompletionSource } from "@codemirror/lang-javascript";
import { LanguageSupport } from "@codemirror/language";
import { described, options, type CodeLanguage } from "./language";
import sandbox from "./sandboxNames.json";

const own: Readonly<Record<string, readonly string[]>> = sandbox.javascript.members;

/** The sandbox's own libraries, the same packages: read when one of them is named, never before. */
const libraries: Readonly<Record<string, () => Promise<object>>> = {
  _: async () => (await import("lodash")).default,
  lodash: async () => (await import("lodash")).default,
  dateFns: () => import("date-fns"),
  Decimal: async () => (await import("decimal.js")).default,
  uuid: () => import("uuid"),
  Papa: async () => (await import("papaparse")).default,
};

/** A value of each kind, whose methods the engine itself names: browser and sandbox have the same language. */
const samples = { text: "", list: [], number: 0, object: null };

export const javascript: CodeLanguage = {
  support: new LanguageSupport(javascriptLanguage),
  local: localCompletionSource,
  names: [...described(sandbox.javascript.values), ...options(sandbox.javascript.language, "variable"), ...options(sandbox.javascript.keywords, "keyword", -10)],
  hasDots: true,
  methods: (kind) => {
    const value = samples[kind];
    return value === null ? [] : namesOf(Object.getPrototypeOf(value) as object);
  },
  members: async ([root = "", ...inside]) => {
    if (inside.length > 0) return [];
    if (own[root]) return options(own[root], "method");
    const library = libraries[root];
    if (library) return options(namesOf(await library()), "method");
    const known: unknown = sandbox.javascript.language.includes(root) ? Reflect.get(globalThis, root) : null;
    return typeof known === "object" || typeof known === "function" ? options(namesOf(known ?? {}), "method") : [];
  },
  startsAt: () => null,
};

const NOISE = new Set(["constructor", "caller", "callee", "arguments", "prototype", "default", "name"]);

function namesOf(value: object): string[] {
  return Object.getOwnPropertyNames(value).filter((name) => /^[A-Za-z][\w$]*$/.test(name) && !NOISE.has(name));
}
