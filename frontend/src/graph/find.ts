/** Finding text in names, notes and settings of all blocks and in the notes on the canvas, and replacing it. */
import { configSchemaOf, typeOf, type Catalogue, type JsonSchema } from "./catalogue";
import type { BlockDef, Definition, Json } from "./definition";
import { changeNote, noteKey } from "./notes";
import { BARE_FIELDS } from "./references";
import { flowOrder } from "./upstream";

type Path = readonly (string | number)[];

/** Why a match can be found but not replaced by text: it is the name of something else. */
export type Fixed = "block" | "root" | "function" | "part";

export interface Match {
  /** The block's id, or the key of a note on the canvas. */
  blockId: string;
  /** ["name"], ["notes"] or ["config", "text", …]; [] in a note on the canvas. */
  path: Path;
  /** The whole text it stands in. */
  text: string;
  from: number;
  to: number;
  /** Inside a reference: among names, where only names fit, or inside a quoted text. */
  place: "text" | "names" | "quoted";
  /** The quotation mark around it. */
  quote: string;
  fixed: Fixed | null;
}

export interface FindOptions {
  matchCase?: boolean;
}

/** Every match in the order of the flow, those in notes on the canvas after them. What looks like a secret in plain text is not searched, so that it is never shown. */
export function findText(doc: Definition, catalogue: Catalogue, query: string, { matchCase = false }: FindOptions = {}): Match[] {
  if (query === "") return [];
  const wanted = matchCase ? query : query.toLowerCase();
  const places = flowOrder(doc).map((block) => ({ id: block.id, texts: textsOf(block, catalogue) }));
  const notes = (doc.notes ?? []).map((note) => ({ id: noteKey(note.id), texts: [{ path: [], text: note.text, bare: false }] }));
  return [...places, ...notes].flatMap(({ id, texts }) =>
    texts.flatMap(({ path, text, bare }) => {
      const heap = matchCase ? text : text.toLowerCase();
      // Some letters grow when they change their case: then nothing is where it was.
      if (heap.length !== text.length) return [];
      const zones = path[0] === "config" ? zonesOf(text, bare) : [];
      const found: Match[] = [];
      for (let from = heap.indexOf(wanted); from !== -1; from = heap.indexOf(wanted, from + wanted.length)) {
        found.push({ blockId: id, path, text, from, to: from + wanted.length, ...placeOf(text, zones, from, from + wanted.length) });
      }
      return found;
    }),
  );
}

/** Why this text cannot stand in the place of the match; null where it can. */
export function refusal(match: Match, replacement: string): "fixed" | "name" | "quote" | "empty" | null {
  if (match.fixed) return "fixed";
  if (match.place === "names") return /^(?:[A-Za-z_$][\w$]*|\d+)(?:-[A-Za-z0-9][\w$]*|\.(?:[A-Za-z_$][\w$]*|\d+))*$/.test(replacement) ? null : "name";
  if (match.place === "quoted") return replacement.includes(match.quote) || /\\|\}\}/.test(replacement) ? "quote" : null;
  if (match.path[0] === "name" && (match.text.slice(0, match.from) + replacement + match.text.slice(match.to)).trim() === "") return "empty";
  return null;
}

/** The drawing with the matches replaced, those left out where the text does not fit; the same object when none is. */
export function replaceText(doc: Definition, matches: readonly Match[], replacement: string): Definition {
  const fitting = new Map<string, Match[]>();
  for (const match of matches) {
    if (refusal(match, replacement) === null) fitting.set(match.blockId, [...(fitting.get(match.blockId) ?? []), match]);
  }
  if (fitting.size === 0) return doc;
  // From the last one on: what stands before a place does not move.
  const own = (id: string) => (fitting.get(id) ?? []).toSorted((a, b) => b.from - a.from);
  const blocks = doc.blocks.map((block) => own(block.id).reduce((changed, match) => withText(changed, match, replacement), block));
  const written = (doc.notes ?? []).reduce((drawn, { id, text }) => {
    const found = own(noteKey(id));
    return found.length === 0 ? drawn : changeNote(drawn, id, { text: found.reduce((changed, match) => swapped(changed, match, replacement), text) });
  }, doc);
  return blocks.every((block, index) => block === doc.blocks[index]) ? written : { ...written, blocks };
}

interface Text {
  path: Path;
  text: string;
  bare: boolean;
}

/** Names of parts, choices and secrets are nobody's text. */
const NOT_TEXT = new Set(["operation", "operator", "id", "language"]);
const CHOICES = new Set(["select", "schedule", "choices"]);
const SECRET_NAME = /passw|secret|token|api[-_ ]?key|authorization|credential|private/i;
const SECRET_TEXT = /\b(?:sk|rk|pk|whsec|xox[abpr]|gh[pousr]|key)[-_][A-Za-z0-9_-]{12,}|\bBearer\s+[A-Za-z0-9._-]{12,}|eyJ[A-Za-z0-9_-]{20,}/;

function textsOf(block: BlockDef, catalogue: Catalogue): Text[] {
  const found: Text[] = [{ path: ["name"], text: block.name, bare: false }];
  const properties = configSchemaOf(typeOf(catalogue, block), block).properties ?? {};
  for (const [key, value] of Object.entries(block.config)) {
    if (isChoice(properties[key]) || (block.type === "trigger.webhook" && key === "path")) continue;
    walk(value, ["config", key], key, found);
  }
  if (block.notes) found.push({ path: ["notes"], text: block.notes, bare: false });
  return found;
}

function walk(value: Json, path: Path, key: string, found: Text[]): void {
  if (NOT_TEXT.has(key)) return;
  if (typeof value === "string") {
    if (!isSecret(key, value)) found.push({ path, text: value, bare: BARE_FIELDS.has(key) && key !== "source" });
  } else if (Array.isArray(value)) {
    value.forEach((entry, index) => walk(entry, [...path, index], key, found));
  } else if (value !== null && typeof value === "object") {
    // A row of a list of headers says in `name` what its `value` is.
    const called = [value["name"], value["key"]].find((name) => typeof name === "string");
    for (const [inner, entry] of Object.entries(value)) {
      if (inner === "value" && typeof entry === "string" && typeof called === "string" && isSecret(called, entry)) continue;
      walk(entry, [...path, inner], inner, found);
    }
  }
}

/** A text under such a name, or that looks like a key: unless it only says where the secret is kept. */
function isSecret(key: string, text: string): boolean {
  const plain = text.replace(/\{\{[\s\S]*?\}\}/g, "").trim();
  return SECRET_TEXT.test(plain) || (SECRET_NAME.test(key) && plain !== "" && !/^bearer$/i.test(plain));
}

function isChoice(schema: JsonSchema | undefined): boolean {
  if (!schema) return false;
  const widget = schema["x-ui"]?.widget;
  return schema.enum !== undefined || schema.const !== undefined || (widget !== undefined && CHOICES.has(widget)) || (schema.anyOf ?? []).some(isChoice);
}

interface Zone {
  from: number;
  to: number;
  quote: string;
}

/** The parts of a text that are references, and inside them those in quotes. */
function zonesOf(text: string, bare: boolean): Zone[] {
  const parts = bare ? [{ from: 0, to: text.length }] : [...text.matchAll(/\{\{[\s\S]*?\}\}/g)].map((part) => ({ from: part.index, to: part.index + part[0].length }));
  return parts.flatMap(({ from, to }) => {
    const zones: Zone[] = [];
    let at = from;
    for (const quoted of text.slice(from, to).matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g)) {
      const begin = from + quoted.index;
      zones.push({ from: at, to: begin, quote: "" }, { from: begin, to: begin + quoted[0].length, quote: quoted[0].charAt(0) });
      at = begin + quoted[0].length;
    }
    return [...zones, { from: at, to, quote: "" }];
  });
}

function placeOf(text: string, zones: readonly Zone[], from: number, to: number): Pick<Match, "place" | "quote" | "fixed"> {
  const touched = zones.filter((zone) => zone.from < to && from < zone.to);
  const [zone] = touched;
  if (!zone) return { place: "text", quote: "", fixed: null };
  if (touched.length > 1 || from < zone.from || to > zone.to) return { place: "names", quote: "", fixed: "part" };
  if (zone.quote !== "") return { place: "quoted", quote: zone.quote, fixed: from > zone.from && to < zone.to ? null : "part" };
  return { place: "names", quote: "", fixed: fixedIn(text, from, to) };
}

function fixedIn(text: string, from: number, to: number): Fixed | null {
  const [before, after] = [text.slice(0, from), text.slice(to)];
  if (/[\w$]$|[\w$]-$/.test(before) || /^(?:[\w$]|-[A-Za-z0-9])/.test(after) || !/^[\w$]/.test(text.slice(from, to))) return "part";
  if (!/[\w$\]]$/.test(text.slice(from, to))) return "part";
  if (/^\s*\(/.test(after)) return "function";
  if (/(?<![\w.$])steps\.$/.test(before) || /(?<![\w.$])steps\./.test(text.slice(from, to))) return "block";
  return /[.\]]$/.test(before) ? null : "root";
}

function swapped(text: string, match: Match, replacement: string): string {
  return text.slice(0, match.from) + replacement + text.slice(match.to);
}

function withText(block: BlockDef, match: Match, replacement: string): BlockDef {
  const swap = (text: string) => swapped(text, match, replacement);
  const [first, ...rest] = match.path;
  if (first === "name") {
    const name = swap(block.name);
    return name.trim() === "" ? block : { ...block, name };
  }
  if (first === "notes") return { ...block, notes: swap(block.notes ?? "") };
  return { ...block, config: changed(block.config, rest, swap) as BlockDef["config"] };
}

function changed(value: Json | undefined, path: Path, swap: (text: string) => string): Json {
  const [first, ...rest] = path;
  if (first === undefined) return typeof value === "string" ? swap(value) : (value ?? null);
  if (Array.isArray(value)) return value.map((entry, index) => (index === first ? changed(entry, rest, swap) : entry));
  const whole = (value ?? {}) as Record<string, Json>;
  return { ...whole, [first]: changed(whole[first], rest, swap) };
}
