import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

const SRC = join(dirname(fileURLToPath(import.meta.url)), "..", "src");

// Imports go one way: a layer may import those to its right. Router and main stand above everything.
const BELOW = {
  features: ["shell", "grid", "conditions", "logic", "fields", "expression", "ui", "api", "i18n", "lib"],
  shell: ["fields", "ui", "api", "i18n", "lib"],
  grid: ["fields", "ui", "api", "i18n", "lib"],
  conditions: ["fields", "ui", "api", "i18n", "lib"],
  logic: ["expression", "api", "lib"],
  fields: ["ui", "api", "i18n", "lib"],
  ui: ["i18n", "lib"],
  api: ["expression", "i18n", "lib"],
  lib: ["api", "i18n"],
  expression: [],
  i18n: [],
};
const LAYERS = Object.keys(BELOW);
// What an attribute says to people. Everything else (ids, kinds, class names) is code.
const SPOKEN = new Set(["aria-label", "aria-description", "aria-roledescription", "title", "placeholder", "alt", "label", "help", "text"]);
const LETTERS = /\p{L}{2,}/u;

/** `features/runtime/table/X.tsx` -> ["features", "runtime"]; the shell's lazily opened screens are its one way up. */
const placeOf = (file) => relative(SRC, file).split(/[\\/]/);

const house = {
  rules: {
    "import-zones": {
      meta: { type: "problem", schema: [], messages: { up: "{{from}} may not import {{to}}.", across: "A feature may not import another feature ({{to}})." } },
      create(context) {
        const [layer, feature] = placeOf(context.filename);
        if (!BELOW[layer]) return {};
        const visit = (node, source, lazy) => {
          if (typeof source !== "string") return;
          const target = source.startsWith("@/") ? source.slice(2).split("/") : source.startsWith(".") ? placeOf(join(dirname(context.filename), source)) : null;
          if (!target || !LAYERS.includes(target[0])) return;
          if (target[0] === layer) {
            if (layer === "features" && target[1] !== feature) context.report({ node, messageId: "across", data: { to: target.slice(0, 2).join("/") } });
            return;
          }
          if (BELOW[layer].includes(target[0])) return;
          if (layer === "shell" && target[0] === "features" && lazy) return;
          context.report({ node, messageId: "up", data: { from: layer, to: target[0] } });
        };
        return {
          ImportDeclaration: (node) => visit(node, node.source.value, node.importKind === "type"),
          ExportNamedDeclaration: (node) => node.source && visit(node, node.source.value, false),
          ImportExpression: (node) => visit(node, node.source.value, true),
        };
      },
    },
    "no-literal-text": {
      meta: { type: "problem", schema: [], messages: { text: "Text for people belongs into the language files: {{text}}" } },
      create(context) {
        const say = (node, text) => LETTERS.test(text) && context.report({ node, messageId: "text", data: { text: text.trim().slice(0, 40) } });
        return {
          JSXText: (node) => say(node, node.value),
          JSXAttribute(node) {
            if (!SPOKEN.has(node.name.name) || !node.value) return;
            if (node.value.type === "Literal") say(node, String(node.value.value));
            if (node.value.type === "JSXExpressionContainer" && node.value.expression.type === "Literal") say(node, String(node.value.expression.value));
          },
          JSXExpressionContainer(node) {
            if (node.parent.type !== "JSXElement" && node.parent.type !== "JSXFragment") return;
            if (node.expression.type === "Literal" && typeof node.expression.value === "string") say(node, node.expression.value);
          },
        };
      },
    },
  },
};

export default tseslint.config(
  { ignores: ["**/schema.d.ts", "**/boot.js"] },
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [...tseslint.configs.recommended],
    plugins: { "react-hooks": hooks, house },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "house/import-zones": "error",
      "house/no-literal-text": "error",
      "no-console": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "max-lines": ["error", { max: 300, skipBlankLines: false, skipComments: false }],
      "no-restricted-imports": ["error", { patterns: [{ group: ["@mantine/*", "@dnd-kit/*"], message: "Only src/ui talks to the kit." }, { group: ["axe-core"], message: "For tests only." }] }],
      // A field type is a folder with its own answers, never a case in somebody else's list.
      "no-restricted-syntax": ["error", { selector: "SwitchStatement[discriminant.property.name='type']", message: "Ask the field registry instead of switching on the type." }, { selector: "JSXAttribute[name.name='style'] Literal[value=/^#[0-9a-fA-F]{3,8}$/]", message: "Colours come from tokens.css." }],
    },
  },
  { files: ["src/ui/**"], rules: { "no-restricted-imports": "off" } },
);
