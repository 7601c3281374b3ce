// The libraries of JavaScript code blocks, each one file that a bare V8 can run: dist/sandbox/<name>.js.
import { fileURLToPath } from "node:url";
import { build } from "vite";

const folder = fileURLToPath(new URL(".", import.meta.url));
const libraries = ["lodash", "dateFns", "decimal", "uuid", "csv", "web"];

for (const name of libraries) {
  await build({
    configFile: false,
    logLevel: "warn",
    build: {
      outDir: `${folder}../dist/sandbox`,
      emptyOutDir: name === libraries[0],
      target: "es2022",
      reportCompressedSize: false,
      lib: { entry: `${folder}${name}.js`, formats: ["iife"], name: "library", fileName: () => `${name}.js` },
    },
  });
}
