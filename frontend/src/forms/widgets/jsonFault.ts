import { isTemplate } from "../references/templates";

/** Where a text stops being JSON, and what is wrong there, in words: the browsers' own messages differ and name tokens.
 * Null for what this reader takes; JSON.parse has the last word. */
export function jsonFault(source: string): string | null {
  if (source.trim() === "") return "Nothing is written here. Without any values it is {}.";
  const reader = new Reader(source);
  try {
    reader.whole();
    return null;
  } catch (fault) {
    if (fault instanceof Fault) return `${placeOf(source, fault.at)}: ${fault.message}`;
    throw fault;
  }
}

class Fault extends Error {
  constructor(
    readonly at: number,
    message: string,
  ) {
    super(message);
  }
}

const BLANK = /[ \t\r\n]/;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const NUMBER_LIKE = /[+\-.\d][\w.+-]*/y;
const WORD = /[\p{L}_$][\p{L}\p{N}_$.-]*/uy;
/** What other languages write for the same. */
const OTHER_WORDS: Record<string, string> = { None: "null", undefined: "null", nil: "null" };
const NOT_NUMBERS = new Set(["NaN", "Infinity", "-Infinity"]);
const CURLY_QUOTES = /[“”„‟«»‘’‚`]/;
const CLOSED_BY: Record<string, string> = { "[": "]", "{": "}" };

interface Bracket {
  sign: "[" | "{";
  at: number;
}

/** Goes through the text once and stops at the first fault; brackets are kept in a list, so that depth costs no stack. */
class Reader {
  private at = 0;
  private readonly open: Bracket[] = [];

  constructor(private readonly source: string) {}

  whole(): void {
    this.skip();
    do {
      this.value();
      this.afterValue();
    } while (this.open.length > 0 || this.at < this.source.length);
  }

  private get next(): string {
    return this.source.charAt(this.at);
  }

  /** One value, or the beginning of one: after an opening bracket its first value, and so on. */
  private value(): void {
    for (;;) {
      this.skip();
      const sign = this.next;
      if (sign !== "[" && sign !== "{") break;
      this.notATemplate();
      this.open.push({ sign, at: this.at });
      this.at += 1;
      this.skip();
      if (this.next === CLOSED_BY[sign]) return;
      if (sign === "{") this.key();
    }
    this.scalar();
  }

  /** What may follow: closing brackets as often as they come, then a comma where a list or object goes on. */
  private afterValue(): void {
    for (;;) {
      this.skip();
      const sign = this.next;
      const inside = this.open.at(-1);
      if (!inside) {
        if (sign === "") return;
        throw new Fault(this.at, sign === "," || /[\]}]/.test(sign) ? `${quote(sign)} where the text should end.` : `a second value begins. Only one is taken; several go into a list: [ … , … ].`);
      }
      if (sign === ",") {
        const comma = this.at;
        this.at += 1;
        this.skip();
        if (this.next === CLOSED_BY[inside.sign]) throw new Fault(comma, `a comma before ${quote(this.next)}. Nothing follows it: remove the comma.`);
        if (inside.sign === "{") this.key();
        return;
      }
      if (sign === CLOSED_BY[inside.sign]) {
        this.open.pop();
        this.at += 1;
        continue;
      }
      if (sign === "") throw this.unclosed(inside);
      if (/[\]}]/.test(sign)) throw new Fault(this.at, `${quote(sign)} where ${this.opened(inside)} is to be closed with ${quote(CLOSED_BY[inside.sign] ?? "")}.`);
      if (sign === ":") throw new Fault(this.at, inside.sign === "[" ? "“:” in a list. Names and values belong between “{” and “}”." : "a second “:”. A comma is missing before the next name.");
      throw new Fault(this.at, `a comma is missing before ${quote(this.glimpse())}.`);
    }
  }

  private key(): void {
    this.skip();
    const sign = this.next;
    if (sign !== '"') {
      if (sign === "") throw this.unclosed(this.open.at(-1));
      this.notATemplate();
      this.otherQuotes();
      if (sign === ",") throw new Fault(this.at, "a comma where a name is expected.");
      const word = this.match(WORD) ?? this.match(NUMBER_LIKE);
      throw new Fault(this.at, word ? `the name ${quote(word)} needs double quotes: "${word}".` : `${quote(sign)} where a name in double quotes is expected.`);
    }
    const name = this.string();
    this.skip();
    if (this.next !== ":") throw new Fault(this.at, this.next === "" ? `the text ends after the name ${quote(name)}: “:” and its value are missing.` : `“:” is missing after the name ${quote(name)}.`);
    this.at += 1;
  }

  private scalar(): void {
    const start = this.at;
    const sign = this.next;
    if (sign === '"') {
      this.string();
      return;
    }
    if (sign === "") throw this.unclosed(this.open.at(-1));
    if (sign === ",") throw new Fault(start, "a comma where a value is expected.");
    if (/[\]}:]/.test(sign)) throw new Fault(start, `${quote(sign)} where a value is expected.`);
    this.otherQuotes();
    if (/[-+.\d]/.test(sign)) {
      this.number();
      return;
    }
    const word = this.match(WORD);
    if (word === null) throw new Fault(start, `${quote(sign)} where a value is expected.`);
    if (word === "true" || word === "false" || word === "null") {
      this.at += word.length;
      return;
    }
    if (NOT_NUMBERS.has(word)) throw this.notANumber(word);
    const lower = word.toLowerCase();
    const meant = OTHER_WORDS[word] ?? (lower === "true" || lower === "false" || lower === "null" ? lower : undefined);
    throw new Fault(start, meant === undefined ? `the text ${quote(word)} needs double quotes: "${shorten(word)}".` : `write ${meant} instead of ${quote(word)}.`);
  }

  private number(): void {
    const written = this.match(NUMBER_LIKE) ?? this.next;
    if (this.match(NUMBER) === written) {
      this.at += written.length;
      return;
    }
    if (NOT_NUMBERS.has(written)) throw this.notANumber(written);
    if (/^0\d+$/.test(written)) throw new Fault(this.at, `the number ${quote(written)} begins with 0. Leave the 0 out, or put a code in double quotes.`);
    if (/^[\d-]+-\d+/.test(written)) throw new Fault(this.at, `${quote(written)} needs double quotes: "${shorten(written)}".`);
    throw new Fault(this.at, `${quote(written)} is not a number as JSON writes it, such as -1250.75.`);
  }

  private notANumber(written: string): Fault {
    return new Fault(this.at, `${quote(written)} is no number in JSON. Write null for no value.`);
  }

  /** The text between the quotes, as it is written. */
  private string(): string {
    const start = this.at;
    for (let at = start + 1; at < this.source.length; at += 1) {
      const sign = this.source.charAt(at);
      if (sign === '"') {
        this.at = at + 1;
        return this.source.slice(start + 1, at);
      }
      if (sign === "\n" || sign === "\r") break;
      if (sign < " ") throw new Fault(at, sign === "\t" ? "a tab inside a text. Write \\t instead." : "a control character inside a text. Remove it.");
      if (sign !== "\\") continue;
      const escape = this.source.slice(at + 1, at + 6);
      if (!/^(?:["\\/bfnrt]|u[\da-fA-F]{4})/.test(escape)) throw new Fault(at, "a “\\” with a letter it cannot stand before. Write \\\\ for a backslash.");
      at += 1;
    }
    throw new Fault(start, "the text that begins here is not closed. A double quote is missing at its end.");
  }

  private skip(): void {
    while (BLANK.test(this.next)) this.at += 1;
    const two = this.source.slice(this.at, this.at + 2);
    if (two === "//" || two === "/*" || this.next === "#") throw new Fault(this.at, "a comment. JSON has none: remove it.");
    if (this.next === "\u00a0" || this.next === "\u200b" || this.next === "\ufeff") throw new Fault(this.at, "a special blank, as word processors write them. Write a plain one.");
  }

  private otherQuotes(): void {
    if (this.next === "'") throw new Fault(this.at, "single quotes. JSON takes double quotes: \".");
    if (CURLY_QUOTES.test(this.next)) throw new Fault(this.at, `the quotes are ${this.next}, as word processors write them. JSON takes straight ones: ".`);
  }

  private notATemplate(): void {
    if (this.source.startsWith("{{", this.at) && isTemplate(this.source.slice(this.at))) throw new Fault(this.at, 'data needs double quotes around it: "{{ … }}".');
  }

  private unclosed(bracket: Bracket | undefined): Fault {
    if (!bracket) return new Fault(this.source.length, "the text ends where a value is expected.");
    return new Fault(this.source.length, `the text ends, and ${this.opened(bracket)} is not closed: ${quote(CLOSED_BY[bracket.sign] ?? "")} is missing.`);
  }

  private opened({ sign, at }: Bracket): string {
    return `the ${quote(sign)} of line ${String(lineOf(this.source, at))}`;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.source)?.[0] ?? null;
  }

  /** What stands here, as far as one glance goes. */
  private glimpse(): string {
    const found = /\S[^\s,:[\]{}]*/y;
    found.lastIndex = this.at;
    return found.exec(this.source)?.[0] ?? this.next;
  }
}

function quote(found: string): string {
  return `“${shorten(found)}”`;
}

function shorten(found: string): string {
  return found.length > 24 ? `${found.slice(0, 24)}…` : found;
}

function lineOf(source: string, at: number): number {
  return source.slice(0, at).split("\n").length;
}

/** The end of a text is said to be where its last sign stands, blanks left away. */
function placeOf(source: string, at: number): string {
  const end = at >= source.length ? source.trimEnd().length : at;
  const column = end - source.lastIndexOf("\n", end - 1);
  return `Line ${String(lineOf(source, end))}, column ${String(Math.max(1, at >= source.length ? column - 1 : column))}`;
}
