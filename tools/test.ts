import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { runCommand } from "./command";
import { findPulumi } from "./pulumiCli/find";
import { findGenerator, findHost } from "./pulumiCli/hosts";
import { processSetting, type Setting } from "./pulumiCli/setting";
import { findYamlHost } from "./pulumiCli/yamlHost";
import { interruption } from "./quickstart/interruption";

interface Check {
  name: string;
  /** A script of an installed package, and its arguments. */
  command: string[];
}

/** Checks before the tests. Each check that fails counts as a failed test. */
const checks: Check[] = [
  { name: "types", command: ["typescript/bin/tsc", "--noEmit"] },
  { name: "lint", command: ["eslint/bin/eslint.js", ".", "--max-warnings", "0"] },
  { name: "arrows", command: ["dependency-cruiser/bin/dependency-cruise.mjs", "--config", "--", "."] },
  { name: "format", command: ["prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."] },
];

/** The part of jest's JSON results that this command reads. */
interface JestReport {
  numPassedTests: number;
  numFailedTests: number;
  /** Test files that could not be run. */
  numRuntimeErrorTestSuites: number;
  numPendingTests: number;
  numTodoTests: number;
}

/**
 * `npm test [-- JEST ARGUMENTS]`: checks types, lint and format, then runs jest with a real Pulumi CLI first on PATH.
 * The last line is `N passed, N failed, N skipped`.
 */
async function test(jestArgs: string[]): Promise<void> {
  const signal = interruption(() => process.exit(130));
  const { binDir, version, source } = await findPulumi({ signal });
  await buildHosts(binDir, processSetting(signal));
  const sdk = JSON.parse(readFileSync(require.resolve("@pulumi/pulumi/package.json"), "utf8")) as {
    version: string;
  };
  console.log(`Pulumi CLI ${version} (${source}), SDK ${sdk.version}, Node ${process.versions.node}`);
  const session = { env: { ...process.env, PATH: binDir + path.delimiter + process.env.PATH }, signal };

  let failed = 0;
  for (const check of checks) {
    if (!(await passes(check, session))) failed += 1;
  }
  const report = await runJest(jestArgs, session);
  failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  const skipped = report.numPendingTests + report.numTodoTests;
  if (failed > 0) process.exitCode = 1;
  console.log(`${report.numPassedTests} passed, ${failed} failed, ${skipped} skipped`);
}

/** Builds the programs with which the CLI runs YAML and Python programs. A test has no time for it. */
async function buildHosts(binDir: string, setting: Setting): Promise<void> {
  await findYamlHost(binDir, setting);
  try {
    await findHost("python", binDir, setting);
    await findGenerator(setting);
  } catch (error) {
    setting.signal.throwIfAborted();
    // The test of the Python SDK tells what becomes of it.
    setting.say((error as Error).message);
  }
}

interface Session {
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
}

async function runJest(args: string[], session: Session): Promise<JestReport> {
  const dir = mkdtempSync(path.join(tmpdir(), "pulumi-aep-test-"));
  const file = path.join(dir, "report.json");
  try {
    const passed = await passes(
      { name: "tests", command: ["jest/bin/jest.js", "--json", `--outputFile=${file}`, ...args] },
      session,
    );
    const report = JSON.parse(readFileSync(file, "utf8")) as JestReport;
    // If jest fails without a failed test, for example for a bad argument, that is a failure too.
    const unexplained = !passed && report.numFailedTests + report.numRuntimeErrorTestSuites === 0;
    return unexplained ? { ...report, numFailedTests: 1 } : report;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return noReport;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The report if jest ended before it wrote one. */
const noReport: JestReport = {
  numPassedTests: 0,
  numFailedTests: 1,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 0,
  numTodoTests: 0,
};

/** Runs a command in the user's terminal and prints its result and its time. */
async function passes({ name, command }: Check, { env, signal }: Session): Promise<boolean> {
  signal.throwIfAborted();
  const started = performance.now();
  const [script = "", ...args] = command;
  const file = path.join(__dirname, "..", "node_modules", script);
  // With the flag, jest need not start again: see jest.config.cjs.
  const child = spawn(process.execPath, ["--experimental-vm-modules", "--no-warnings", file, ...args], {
    cwd: path.join(__dirname, ".."),
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = (await once(child, "close")) as [number | null];
  signal.throwIfAborted();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${name}: ${code === 0 ? "passed" : "failed"} (${seconds} s)`);
  return code === 0;
}

runCommand(() => test(process.argv.slice(2)));
