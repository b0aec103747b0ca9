/** One project; the folders of `test/` say what each test needs: nothing, an emulator, or the real Pulumi CLI. */
module.exports = {
  testMatch: ["<rootDir>/test/**/*.test.ts"],
  transform: { "\\.ts$": ["ts-jest", { transpilation: true }] },
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/emulator/dist/"],
  testTimeout: 30_000,
  // Tests wait for other processes more than they compute.
  maxWorkers: "100%",
};
