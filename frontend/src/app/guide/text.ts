/** The words of the first steps. */
export const text = {
  title: "First steps",
  count: (done: number, all: number) => `${String(done)} of ${String(all)}`,
  progress: (done: number, all: number) => `First steps: ${String(done)} of ${String(all)} done`,
  hide: "Hide the first steps",
  done: "done",
  allDone: "That was all of it. What you build from here is yours.",
  steps: {
    run: { label: "Run a demo workflow", hint: "Open it and press Run, top right. It needs no account." },
    green: { label: "See it go green", hint: "Each block says what came out of it." },
    look: { label: "Open a run, click a step", hint: "What it got, what it gave, and why it ran." },
    why: { label: "Find out why one failed", hint: "Click the red block of the failed demo run." },
    build: { label: "Build your own", hint: "From a template, or on an empty canvas." },
    connect: { label: "Connect an account", hint: "Then blocks work with your own data." },
  },
};
