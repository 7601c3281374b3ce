const MAX = 64;
export const ID_PATTERN = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

/** A readable id from a name: "Over 5,000?" -> `over_5000`. Underscores, since a dash in a path wants care in expressions. */
export function slug(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/(\d)[,.](?=\d)/g, "$1")
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  const lettered = /^[a-z]/.test(plain) ? plain : `block_${plain}`.replace(/_$/, "");
  return lettered.slice(0, 40).replace(/_+$/, "");
}

/** The slug of the name, numbered where it is taken. */
export function freshId(name: string, taken: { has(id: string): boolean }): string {
  const base = slug(name);
  if (!taken.has(base)) return base;
  for (let count = 2; ; count += 1) {
    const id = `${base.slice(0, MAX - 8)}_${count}`;
    if (!taken.has(id)) return id;
  }
}

/** "Wait", then "Wait 2": names stay tellable apart on the canvas and in the data menu. */
export function freshName(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  const base = name.replace(/ \d+$/, "");
  for (let count = 2; ; count += 1) {
    const next = `${base} ${count}`;
    if (!taken.has(next)) return next;
  }
}

/** Why an id cannot be used, in words; null when it can. */
export function idRefusal(id: string, taken: { has(id: string): boolean }): string | null {
  if (taken.has(id)) return `"${id}" is the id of another block.`;
  if (ID_PATTERN.test(id)) return null;
  if (id.length > MAX) return `An id has at most ${MAX} characters.`;
  return "An id starts with a letter and has only letters, digits, - and _.";
}

/** 128 random bits: a webhook's path that nobody guesses. */
export function secretPath(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
