import { findTemplates } from "./templates";

/** One path of an expression, such as `steps.fetch-customer.output.items[0]`. */
export interface PathPart {
  from: number;
  to: number;
  segments: string[];
}

const IDENTIFIER = /[A-Za-z_$][\w$]*/y;
const AFTER_DOT = /(?:[\w$]|-(?=[A-Za-z0-9]))+/y;
const INDEX = /\[\s*(?:(\d+)|"([^"]*)"|'([^']*)')\s*\]/y;
const WORDS = new Set(["true", "false", "null", "in", "undefined", "and", "or", "not"]);

/** Every path an expression reads, function names and literals left out. */
export function pathsIn(expression: string): PathPart[] {
  const found: PathPart[] = [];
  let at = 0;
  while (at < expression.length) {
    const char = expression.charAt(at);
    if (char === '"' || char === "'") {
      at = afterString(expression, at);
      continue;
    }
    if (/[0-9]/.test(char)) {
      at += /^[\d.]+/.exec(expression.slice(at))?.[0].length ?? 1;
      continue;
    }
    const path = readPath(expression, at);
    if (!path) {
      at++;
      continue;
    }
    const called = /^\s*\(/.test(expression.slice(path.to));
    if (!called && !WORDS.has(path.segments[0] ?? "")) found.push(path);
    at = path.to;
  }
  return found;
}

/** The first names of all that a text or an expression reads: `input`, `steps`, what a loop calls its item. */
export function rootsIn(text: string, kind: "template" | "expression"): string[] {
  const expressions = kind === "expression" ? [text] : findTemplates(text).map(({ body }) => body);
  return expressions.flatMap((one) => pathsIn(one).flatMap(({ segments }) => segments[0] ?? []));
}

/** The segments of an expression that is one plain path and nothing else, or null. */
export function plainPath(expression: string): string[] | null {
  const text = expression.trim();
  const path = readPath(text, 0);
  return path && path.to === text.length && !WORDS.has(path.segments[0] ?? "") ? path.segments : null;
}

function readPath(text: string, start: number): PathPart | null {
  const first = matchAt(IDENTIFIER, text, start);
  if (!first) return null;
  const segments = [first[0]];
  let at = start + first[0].length;
  for (;;) {
    const index = matchAt(INDEX, text, at);
    if (index) {
      segments.push(index[1] ?? index[2] ?? index[3] ?? "");
      at += index[0].length;
      continue;
    }
    const optional = text.startsWith("?.", at) ? 2 : text.charAt(at) === "." ? 1 : 0;
    const name = optional ? matchAt(AFTER_DOT, text, at + optional) : null;
    if (!name) return { from: start, to: at, segments };
    segments.push(name[0]);
    at += optional + name[0].length;
  }
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function afterString(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at++) {
    if (text.charAt(at) === "\\") at++;
    else if (text.charAt(at) === quote) return at + 1;
  }
  return text.length;
}

/** Writes segments as a path again: plain names with dots, everything else in brackets. */
export function writePath(segments: readonly string[]): string {
  return segments
    .map((segment, index) => {
      if (index === 0) return segment;
      if (/^\d+$/.test(segment) || /^[A-Za-z_$][\w$]*(?:-[A-Za-z0-9][\w$]*)*$/.test(segment)) return `.${segment}`;
      return `[${JSON.stringify(segment)}]`;
    })
    .join("");
}
