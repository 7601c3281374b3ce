import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { Json } from "@/graph/definition";
import type { DataScope } from "../data/scope";
import { dataUnder, rootNames, type DataName } from "./data";
import type { CodeLanguage } from "./language";
import { pathBefore, type PathBefore } from "./path";

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const QUIET = /Comment|String|RegExp/;

/** Completes names and paths with what this block can read and what its sandbox has; nothing else is offered. */
export function completeWith(language: CodeLanguage, scope: () => DataScope): CompletionSource {
  return async (context) => {
    const line = context.state.doc.lineAt(context.pos);
    const before = line.text.slice(0, context.pos - line.from);
    const path = pathBefore(before);
    if (isInText(context) && path?.by !== "bracket") return null;
    if (!path) return context.explicit && /(?:^|[\s({[,;=+\-*/<>!&|?:])$/.test(before) ? named(context.pos, starts(language, scope(), before)) : null;
    if (path.by === "name") return named(line.from + path.at, starts(language, scope(), before));
    return next(language, scope(), path, line.from, context);
  };
}

function named(from: number, options: Completion[]): CompletionResult {
  return { from, options, validFor: /^[\w$]*$/ };
}

function starts(language: CodeLanguage, scope: DataScope, before: string): Completion[] {
  const special = language.startsAt(before);
  if (special) return special;
  return [...rootNames(scope).map(({ key, detail }) => ({ label: key, detail, type: "variable", boost: 50 })), ...language.names];
}

async function next(language: CodeLanguage, scope: DataScope, path: PathBefore, lineStart: number, context: CompletionContext): Promise<CompletionResult | null> {
  const found = dataUnder(scope, path.segments);
  const isList = Array.isArray(found?.value);
  const keys = found === undefined || (isList && path.by === "dot") ? [] : found.names.map((name) => keyOption(name, language, path, lineStart, isList));
  const members = path.by === "bracket" ? [] : found ? methods(language, found.value) : await language.members(path.segments, context.state.doc.toString());
  const options = [...keys, ...members];
  return options.length > 0 ? { from: lineStart + path.at, options, validFor: path.by === "dot" ? /^[\w$]*$/ : /^[^"'\]\n]*$/ } : null;
}

/** A key as a step of the path, in the form that the language reads: `.name`, or `["name"]` from the dot on. */
function keyOption({ key, detail }: DataName, language: CodeLanguage, path: PathBefore, lineStart: number, isList: boolean): Completion {
  const option: Completion = { label: key, detail: short(detail), type: "property", boost: 20 };
  if (path.by === "dot" && language.hasDots && IDENTIFIER.test(key)) return option;
  const step = isList ? `[${key}]` : `[${JSON.stringify(key)}]`;
  return {
    ...option,
    apply: (view, _completion, _from, to) => {
      // What closeBrackets wrote behind the caret is part of the step.
      const behind = view.state.sliceDoc(to, to + 2);
      const closed = path.by !== "bracket" ? 0 : /^["']\]/.test(behind) ? 2 : /^["'\]]/.test(behind) ? 1 : 0;
      const from = lineStart + path.from;
      view.dispatch({ changes: { from, to: to + closed, insert: step }, selection: { anchor: from + step.length }, userEvent: "input.complete" });
    },
  };
}

function methods(language: CodeLanguage, value: Json | undefined): Completion[] {
  const kind = Array.isArray(value) ? "list" : typeof value === "string" ? "text" : typeof value === "number" ? "number" : "object";
  return language.methods(kind).map((label) => ({ label, type: "method", boost: -20 }));
}

function short(detail: string): string {
  return detail.length > 40 ? `${detail.slice(0, 39)}…` : detail;
}

function isInText(context: CompletionContext): boolean {
  return QUIET.test(syntaxTree(context.state).resolveInner(context.pos, -1).name);
}
