// ESLint and its TypeScript live in tools/ (they need another TypeScript than the app); so do the rules.
export { default } from "./tools/eslint.config.mjs";
