import eslint from "@eslint/js";
import prettier from "eslint-config-prettier";
import importX from "eslint-plugin-import-x";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import tseslint from "typescript-eslint";

/** Who may import whom: the arrows of the house, one line a forbidden arrow. */
const arrows = [
  { target: "./contract", from: ["./sdk", "./provider", "./emulator", "./examples", "./tools", "./bench"] },
  {
    target: "./provider/aep",
    from: ["./provider", "./sdk", "./emulator"],
    except: ["./aep"],
    message: "The AEP client stands alone: it knows nothing of Pulumi or of the resources.",
  },
  { target: "./provider", from: ["./sdk", "./emulator", "./examples", "./tools", "./bench"] },
  {
    target: "./cli",
    from: ["./provider", "./sdk", "./emulator", "./examples", "./tools", "./bench"],
    except: ["./aep", "./exportJob/end/wait.ts", "./import/findImportable.ts", "./ownership/release.ts"],
    message:
      "The command line needs the AEP client, the wait for a job, what can be imported and what releases it, and nothing of Pulumi.",
  },
  { target: ["./contract", "./provider", "./sdk", "./emulator", "./examples"], from: "./cli" },
  { target: "./sdk", from: ["./emulator", "./examples", "./tools", "./bench"] },
  { target: "./emulator", from: ["./sdk", "./provider", "./examples", "./tools", "./bench"] },
  { target: "./examples", from: ["./sdk", "./provider", "./emulator", "./tools", "./bench"] },
  {
    target: "./policy",
    from: ["./contract", "./sdk", "./provider", "./cli", "./emulator", "./examples", "./tools", "./bench"],
    message: "A policy pack is deployed alone.",
  },
  {
    target: [
      "./contract",
      "./sdk",
      "./provider",
      "./cli",
      "./emulator",
      "./examples",
      "./policy",
      "./tools",
      "./bench",
    ],
    from: "./test",
  },
];

export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/", "coverage/"] },
  eslint.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.recommendedTypeChecked],
    plugins: { "import-x": importX },
    languageOptions: { parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname } },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver()] },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones: arrows }],
      "import-x/no-default-export": "error",
      "import-x/no-cycle": "error",
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
