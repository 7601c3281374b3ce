import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

// A layer imports only to its right: app -> features -> forms, graph-react -> api, ui -> graph.
const allowed = {
  app: ["app", "feature", "forms", "graph-react", "graph", "api", "ui"],
  feature: ["forms", "graph-react", "graph", "api", "ui"],
  forms: ["graph", "api", "ui"],
  "graph-react": ["graph", "api", "ui"],
  graph: [],
  api: ["graph"],
  ui: [],
};

export default tseslint.config(
  { ignores: ["dist", "coverage", "node_modules", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  { files: ["sandbox/*.{js,mjs}"], languageOptions: { globals: globals.browser } },
  {
    files: ["src/**/*.{ts,tsx}"],
    plugins: { boundaries, "react-hooks": reactHooks, "jsx-a11y": jsxA11y },
    languageOptions: { globals: globals.browser },
    settings: {
      "import/resolver": { typescript: { project: "./tsconfig.json" } },
      "boundaries/include": ["src/**/*"],
      "boundaries/elements": [
        { type: "app", pattern: "src/app" },
        { type: "feature", pattern: "src/features/*", capture: ["name"] },
        { type: "forms", pattern: "src/forms" },
        { type: "graph-react", pattern: "src/graph-react" },
        { type: "graph", pattern: "src/graph" },
        { type: "api", pattern: "src/api" },
        { type: "ui", pattern: "src/ui" },
      ],
    },
    rules: {
      ...reactHooks.configs.recommended.rules,
      ...jsxA11y.flatConfigs.recommended.rules,
      "boundaries/dependencies": [
        "error",
        {
          default: "disallow",
          policies: Object.entries(allowed).map(([type, to]) => ({
            from: { element: { type } },
            allow: { to: { element: { types: { anyOf: to } } } },
          })),
        },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-console": "error",
      eqeqeq: ["error", "always"],
    },
  },
  {
    files: ["src/**/*.tsx"],
    ignores: ["src/**/*.test.tsx"],
    rules: { "max-lines": ["error", { max: 200, skipComments: true, skipBlankLines: true }] },
  },
  {
    // The graph is plain TypeScript, so that it can be tested and reused without a screen.
    files: ["src/graph/**/*.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: ["react", "react-*", "@xyflow/react"] }] },
  },
  { files: ["*.js", "*.ts"], languageOptions: { globals: globals.node } },
);
