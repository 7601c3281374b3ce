// V8 alone has no source of random bytes. The sandbox leaves 32 of the system's in `__seed`; ChaCha20 makes more of them.
const seed = globalThis.__seed ?? "0".repeat(64);
delete globalThis.__seed;

const key = Uint32Array.from({ length: 8 }, (_, index) => parseInt(seed.slice(index * 8, index * 8 + 8), 16));
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
let blocks = 0;
let left = [];

function randomBytes(count) {
  const bytes = [];
  while (bytes.length < count) {
    if (left.length === 0) left = [...nextBlock()];
    bytes.push(...left.splice(0, count - bytes.length));
  }
  return bytes;
}

export function nextBlock() {
  const state = Uint32Array.from([...CONSTANTS, ...key, blocks, 0, 0, 0]);
  blocks += 1;
  const words = state.slice();
  for (let round = 0; round < 10; round++) {
    for (let i = 0; i < 4; i++) quarter(words, i, 4 + i, 8 + i, 12 + i);
    for (let i = 0; i < 4; i++) quarter(words, i, 4 + ((i + 1) % 4), 8 + ((i + 2) % 4), 12 + ((i + 3) % 4));
  }
  return new Uint8Array(words.map((word, index) => word + state[index]).buffer);
}

function quarter(words, a, b, c, d) {
  step(words, a, b, d, 16);
  step(words, c, d, b, 12);
  step(words, a, b, d, 8);
  step(words, c, d, b, 7);
}

function step(words, to, from, turned, bits) {
  words[to] += words[from];
  const mixed = words[turned] ^ words[to];
  words[turned] = (mixed << bits) | (mixed >>> (32 - bits));
}

const crypto = {
  getRandomValues(target) {
    new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(randomBytes(target.byteLength));
    return target;
  },
  randomUUID() {
    const bytes = randomBytes(16);
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  },
};

// Here and not only offered: the `uuid` package looks for it when it is loaded.
globalThis.crypto = crypto;
