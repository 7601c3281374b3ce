// Evaluated in every fresh isolate before any user code: gives back the one function through which the child drives it.
// What it needs later is taken from the globals now, because user code may replace them.
(function () {
  "use strict";
  const { parse, stringify, rawJSON } = JSON;
  const { isFinite: isFiniteNumber, isInteger } = Number;
  const { defineProperty, fromEntries, getOwnPropertyDescriptor, keys } = Object;
  // Text cut in the middle of a character cannot be stored.
  const wellFormed = Function.prototype.call.bind(String.prototype.toWellFormed);
  const AsyncFunction = (async () => {}).constructor;
  const { waitAsync } = Atomics;
  const SharedBuffer = SharedArrayBuffer;
  const libraries = new Map();
  const failedFetches = new WeakMap();
  const LOG_LINES = 200;
  const LOG_CHARACTERS = 2000;
  const TWO_63 = 2 ** 63;
  let host;

  // What a step has no use for and an attacker might; mini-racer's own timers, declared with `var`, cannot be deleted.
  for (const name of ["WebAssembly", "SharedArrayBuffer", "Atomics"]) delete globalThis[name];
  globalThis.__timer_manager = undefined;
  Error.stackTraceLimit = 50;

  const give = (name, value) => {
    const own = getOwnPropertyDescriptor(globalThis, name);
    if (own !== undefined && !own.configurable) globalThis[name] = value;
    else defineProperty(globalThis, name, { value, writable: true, configurable: true });
  };

  // --- timers --------------------------------------------------------------------------------------------------------

  const timers = new Set();
  let lastTimer = 0;
  const startTimer = (again, action, delay, args) => {
    if (typeof action !== "function") throw new TypeError("The first argument of a timer is a function.");
    const id = ++lastTimer;
    const wait = () => {
      const pause = Math.max(again ? 1 : 0, Number(delay) || 0);
      const waiting = waitAsync(new Int32Array(new SharedBuffer(4)), 0, 0, pause);
      Promise.resolve(waiting.value).then(() => {
        if (!timers.has(id)) return;
        if (again) wait();
        else timers.delete(id);
        action(...args);
      });
    };
    timers.add(id);
    wait();
    return id;
  };
  give("setTimeout", (action, delay, ...args) => startTimer(false, action, delay, args));
  give("setInterval", (action, delay, ...args) => startTimer(true, action, delay, args));
  give("clearTimeout", (id) => void timers.delete(id));
  give("clearInterval", (id) => void timers.delete(id));

  // --- console -------------------------------------------------------------------------------------------------------

  const shown = (value) => {
    if (typeof value === "string") return value;
    if (value instanceof Error) return String(value.stack || value);
    if (typeof value === "object" && value !== null) {
      try {
        return stringify(value, (_key, item) => (typeof item === "bigint" ? `${item}n` : item));
      } catch {
        // a cycle, or something that cannot be read
      }
    }
    return typeof value === "symbol" ? value.toString() : String(value);
  };
  let lines = 0;
  const log = (level, values) => {
    if (++lines > LOG_LINES) return;
    host("log", level, values.map(shown).join(" ").slice(0, LOG_CHARACTERS));
  };
  const levels = { log: "info", info: "info", debug: "debug", trace: "debug", dir: "info", table: "info", warn: "warning", error: "error" };
  const console = {};
  for (const name of keys(levels)) console[name] = (...values) => log(levels[name], values);
  give("console", console);

  // --- fetch ---------------------------------------------------------------------------------------------------------

  class Headers {
    #values = new Map();
    constructor(given) {
      const pairs = given === undefined || given === null ? [] : typeof given[Symbol.iterator] === "function" ? given : Object.entries(given);
      for (const [name, value] of pairs) this.append(name, value);
    }
    append(name, value) {
      const before = this.get(name);
      this.set(name, before === null ? value : `${before}, ${value}`);
    }
    set(name, value) {
      this.#values.set(String(name).toLowerCase(), String(value));
    }
    get(name) {
      return this.#values.get(String(name).toLowerCase()) ?? null;
    }
    has(name) {
      return this.#values.has(String(name).toLowerCase());
    }
    delete(name) {
      this.#values.delete(String(name).toLowerCase());
    }
    forEach(visit) {
      for (const [name, value] of this.#values) visit(value, name, this);
    }
    keys() {
      return this.#values.keys();
    }
    values() {
      return this.#values.values();
    }
    entries() {
      return this.#values.entries();
    }
    [Symbol.iterator]() {
      return this.#values.entries();
    }
  }

  class Response {
    #text;
    constructor(answer) {
      this.status = answer.status;
      this.ok = answer.status >= 200 && answer.status < 300;
      this.statusText = "";
      this.url = answer.url;
      this.redirected = answer.redirected;
      this.headers = new Headers(answer.headers);
      this.#text = answer.text;
    }
    async text() {
      return this.#text;
    }
    async json() {
      return parse(this.#text);
    }
  }

  const bodyOf = (body, headers) => {
    if (body === undefined || body === null) return null;
    if (typeof body === "string") return body;
    const isForm = typeof URLSearchParams === "function" && body instanceof URLSearchParams;
    const type = isForm ? "application/x-www-form-urlencoded;charset=UTF-8" : "application/json";
    if (!headers.has("content-type")) headers.set("content-type", type);
    return isForm ? String(body) : stringify(body);
  };

  async function fetch(url, options = {}) {
    const headers = new Headers(options.headers);
    const body = bodyOf(options.body, headers);
    const request = {
      url: String(url),
      method: String(options.method ?? "GET").toUpperCase(),
      headers: fromEntries(headers),
      body,
      followRedirects: options.redirect !== "manual",
    };
    const answer = parse(await host("fetch", stringify(request)));
    if (answer.error === undefined) return new Response(answer);
    const error = new TypeError(answer.error.message);
    error.code = answer.error.code;
    failedFetches.set(error, answer.error.id);
    throw error;
  }
  give("fetch", fetch);
  give("Headers", Headers);

  // --- libraries -----------------------------------------------------------------------------------------------------

  const modules = {
    lodash: "lodash", "date-fns": "dateFns", "decimal.js": "decimal", uuid: "uuid", papaparse: "csv", csv: "csv",
  };
  give("require", (name) => {
    const library = libraries.get(modules[String(name).replace(/^node:/, "")]);
    if (library !== undefined) return library.module;
    throw new Error(`There is no module “${name}” here; there are ${keys(modules).join(", ")}.`);
  });

  // A library's file has left itself in a global: take it from there, and give it under its names when they are wanted.
  const takeLibrary = (name) => {
    libraries.set(name, globalThis.__library);
    delete globalThis.__library;
  };

  // --- results -------------------------------------------------------------------------------------------------------

  class Unwritable extends Error {}
  const place = (key) => (key === "" ? "The result is" : `The result holds, at “${key}”,`);

  function writable(key, value) {
    if (typeof value === "string") return wellFormed(value);
    if (typeof value === "number") {
      if (!isFiniteNumber(value)) throw new Unwritable(`${place(key)} ${value}, which JSON does not have.`);
      return isInteger(value) && (value >= TWO_63 || value < -TWO_63) ? rawJSON(value.toExponential()) : value;
    }
    if (typeof value === "bigint") {
      if (value >= -(2n ** 63n) && value < 2n ** 63n) return rawJSON(value.toString());
      throw new Unwritable(`${place(key)} an integer beyond 64 bits; return it as text.`);
    }
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof Promise) throw new Unwritable(`${place(key)} a promise; await it first.`);
    if (value instanceof Map) return fromEntries(value);
    if (value instanceof Set) return [...value];
    return value;
  }

  function write(value) {
    if (value === undefined) return "null";
    if (typeof value === "function") throw new Unwritable("The result is a function; call it and return what it gives.");
    if (typeof value === "symbol") throw new Unwritable("The result is a symbol, which JSON does not have.");
    try {
      return stringify(value, function (key, item) {
        if (item === null && this[key] instanceof Date) throw new Unwritable(`${place(key)} an invalid date.`);
        return writable(key, item);
      });
    } catch (error) {
      if (error instanceof RangeError) throw new Unwritable("The result is nested too deeply or too large for JSON.");
      if (error instanceof TypeError && /circular/.test(error.message))
        throw new Unwritable("The result contains itself, so it cannot be written as JSON.");
      throw error;
    }
  }

  // --- source --------------------------------------------------------------------------------------------------------

  const parses = (text) => {
    try {
      new AsyncFunction(text);
      return true;
    } catch {
      return false;
    }
  };
  const MOST_TRIES = 60;
  // A line that starts with one of these may go on with the statement before it.
  const CONTINUES = /^[+\-*/%([`.,?:&|^<>=)\]}]|^in\b|^instanceof\b/;

  // The body of a function: the source as it is, or with `return` before its last expression. Lines stay where they are.
  function bodyFor(source) {
    const whole = parses(source);
    let end = source.length;
    for (let tries = 0; tries < MOST_TRIES && end >= 0; tries++) {
      const cut = Math.max(source.lastIndexOf("\n", end - 1), source.lastIndexOf(";", end - 1)) + 1;
      const head = source.slice(0, cut);
      const tail = source.slice(cut);
      if (tail.trim() !== "" && isStart(head, tail)) {
        for (const expression of [tail, tail.replace(/;\s*(\/\/[^\n]*\s*)*$/, "")]) {
          const body = `${head}return (${expression}\n)`;
          if (parses(`return (${expression}\n)`) && parses(head) && parses(body)) return body;
        }
      }
      if (cut === 0) break;
      end = cut - 1;
    }
    if (!whole) new AsyncFunction(source); // throws what is wrong with it
    return source;
  }

  function isStart(head, tail) {
    const before = head.trimEnd();
    return before === "" || before.endsWith(";") || !CONTINUES.test(tail.trimStart());
  }

  // --- the way in ----------------------------------------------------------------------------------------------------

  const describe = (error) => {
    if (error instanceof Unwritable) return { message: error.message };
    if (error === null || typeof error !== "object") return { message: shown(error) };
    const frame = /^ {4}at .*\bcode:(\d+):\d+\)?$/m.exec(String(error.stack ?? ""));
    return {
      name: String(error.name ?? ""),
      message: error instanceof Error ? String(error.message) : shown(error),
      line: frame === null ? null : Number(frame[1]) - 2, // V8 puts two lines before a function's body
      fetch: failedFetches.get(error) ?? null,
    };
  };

  let scopeText = "{}";
  let outcome = null;
  let running;

  async function run(body, wanted) {
    const scope = parse(scopeText);
    for (const name of keys(scope)) give(name, scope[name]);
    for (const name of wanted === "" ? [] : wanted.split(" ")) {
      const { globals } = libraries.get(name);
      for (const key of keys(globals)) give(key, globals[key]);
    }
    try {
      let value = await new AsyncFunction(`${body}\n//# sourceURL=code`)();
      // A source that is one function is called with the data as an object.
      if (typeof value === "function") value = await value(scope);
      outcome = `R${write(value)}`;
    } catch (error) {
      outcome = `E${stringify(describe(error))}`;
    }
    return outcome;
  }

  function prepare(source) {
    try {
      return `R${bodyFor(source)}`;
    } catch (error) {
      return `E${stringify(describe(error))}`;
    }
  }

  // Everything is a text to evaluate, since each value that the child hands over by itself is one more change of threads.
  // User code may call this too; it can do nothing that user code could not.
  const drive = {
    prepare,
    library: takeLibrary,
    scope: (text) => void (scopeText = text),
    start: (body, wanted) => void (running = run(body, wanted)),
    outcome: () => outcome, // null while something is awaited
    wait: () => running,
  };
  defineProperty(globalThis, "__headrace", { value: Object.freeze(drive) });

  return (hostFunction) => void (host = hostFunction);
})();
