import eslint from "@eslint/js";
import prettier from "eslint-config-prettier";
import tseslint from "typescript-eslint";

const noDefaultExport = {
  selector: "ExportDefaultDeclaration",
  message: "Name what is exported, so that it has the same name everywhere.",
};

export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/", "coverage/", "docs/reference/"] },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    rules: {
      "no-restricted-syntax": ["error", noDefaultExport],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["sdk/**/*.ts", "provider/**/*.ts", "emulator/**/*.ts"],
    ignores: ["emulator/cli.ts"],
    rules: { "no-console": "error" },
  },
  {
    files: ["cli/**/*.ts", "sdk/**/*.ts", "provider/**/*.ts", "emulator/**/*.ts", "tools/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        noDefaultExport,
        {
          selector: "CallExpression[callee.name=/^mkdir(Sync)?$/] Property[key.name='recursive']",
          message: "Where a folder can never be made, this never ends: use makeFolder.",
        },
      ],
    },
  },
  {
    // Jest's matchers inside an expected object, expect.any() and its like, are typed `any`.
    files: ["test/**/*.ts"],
    rules: { "@typescript-eslint/no-unsafe-assignment": "off" },
  },
  {
    files: ["**/*.mjs", "**/*.cjs"],
    languageOptions: {
      globals: { console: "readonly", process: "readonly", module: "writable", require: "readonly" },
    },
  },
  {
    // TypeScript checks the console's page, and knows the browser's names.
    files: ["emulator/console/page/*.mjs"],
    rules: { "no-undef": "off" },
  },
  prettier,
);
