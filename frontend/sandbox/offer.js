/** Leaves a library where the sandbox takes it from (runs/sandbox/bootstrap.js), with the names it goes by. */
export function offer(module, globals) {
  globalThis.__library = { module, globals };
}
