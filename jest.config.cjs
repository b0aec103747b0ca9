const { spawnSync } = require("node:child_process");
const { SourceTextModule } = require("node:vm");

// Tests load ES modules, which jest can only do under a flag of Node. Without the flag, jest is started again with it.
if (SourceTextModule === undefined) {
  const flags = ["--experimental-vm-modules", "--no-warnings"];
  const again = spawnSync(process.execPath, [...flags, ...process.argv.slice(1)], { stdio: "inherit" });
  process.exit(again.status ?? 1);
}

/** One project; the folders of `test/` say what each test needs: nothing, an emulator, or the real Pulumi CLI. */
module.exports = {
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  transform: { "\\.ts$": ["ts-jest", { transpilation: true }] },
  modulePathIgnorePatterns: ["<rootDir>/.aep/", "<rootDir>/dist/", "<rootDir>/emulator/dist/"],
  testTimeout: 30_000,
  // Tests wait for other processes more than they compute.
  maxWorkers: "100%",
};
