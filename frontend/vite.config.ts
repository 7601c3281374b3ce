import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const backend = process.env.BACKEND_URL ?? "http://127.0.0.1:8000";
const toBackend = ["/api", "/sign-in", "/sign-out", "/sign-up", "/password-reset", "/admin", "/static/admin"];

// Django serves the page in production: it looks up the entry "index.html" in dist/.vite/manifest.json.
export default defineConfig(({ command, isPreview }) => ({
  base: command === "build" || isPreview ? "/static/studio/" : "/",
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "dist",
    manifest: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    // A data: URI for a font would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1600,
  },
  server: {
    fs: { allow: [fileURLToPath(new URL("..", import.meta.url))] }, // the logos stand beside their providers
    proxy: {
      ...Object.fromEntries(toBackend.map((path) => [path, { target: backend }])),
      "/ws": { target: backend, ws: true },
    },
  },
  test: {
    restoreMocks: true,
    // Plain TypeScript needs no document; only components pay for jsdom.
    projects: [
      { extends: true, test: { name: "unit", environment: "node", include: ["src/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "dom",
          environment: "jsdom",
          include: ["src/**/*.test.tsx"],
          setupFiles: ["./src/test/setup.ts"],
        },
      },
    ],
  },
}));
