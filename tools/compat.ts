import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CommandError, runCommand } from "./command";
import { findRelease } from "./pulumiCli/find";
import { oldestPulumiVersion, pulumiVersion } from "./pulumiCli/version";
import { interruption } from "./quickstart/interruption";

interface Versions {
  node: string;
  /** `@pulumi/pulumi`. */
  sdk: string;
  /** The Pulumi CLI: a release that has a Go module in `pulumiCli/go`, or that can be downloaded. */
  cli: string;
}

/** The versions that are tested beside those of `npm test`: the newest SDK, the newest for Node 20, and the oldest CLI. */
const tested: Versions[] = [
  { node: "22.23.3", sdk: "3.270.0", cli: pulumiVersion },
  { node: "20.20.2", sdk: "3.248.0", cli: pulumiVersion },
  { node: "20.20.2", sdk: oldestPulumiVersion, cli: oldestPulumiVersion },
];

const root = path.join(__dirname, "..");

/**
 * `npm run compat [-- JEST ARGUMENTS]`: checks types and runs jest with other versions of Node, SDK and CLI, each in a copy of this
 * repository. Node comes as the npm package `node`; the CLI is kept in the cache, the copy is not.
 */
async function compat(jestArgs: string[]): Promise<void> {
  const signal = interruption(() => process.exit(130));
  const failed: string[] = [];
  for (const versions of tested) {
    const name = `Node ${versions.node}, SDK ${versions.sdk}, CLI ${versions.cli}`;
    console.log(`\n${name}`);
    await testWith(versions, jestArgs, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if (!(error instanceof CommandError)) throw error;
      console.error(error.message);
      failed.push(name);
    });
  }
  if (failed.length > 0) throw new CommandError(`Failed with ${failed.join("; ")}.`);
}

async function testWith(
  { node, sdk, cli }: Versions,
  jestArgs: string[],
  signal: AbortSignal,
): Promise<void> {
  const { binDir } = await findRelease({ version: cli, signal });
  const copy = mkdtempSync(path.join(tmpdir(), "pulumi-aep-compat-"));
  try {
    const files = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" });
    for (const file of files.split("\0").filter((name) => name !== "" && existsSync(path.join(root, name))))
      cpSync(path.join(root, file), path.join(copy, file));
    const nodeDir = path.join(copy, "node_modules", "node");
    const folders = [binDir, path.join(nodeDir, "bin"), process.env.PATH];
    const env = { ...process.env, PATH: folders.join(path.delimiter) };
    const run = async (cwd: string, command: string, ...args: string[]): Promise<void> => {
      const child = spawn(command, args, { cwd, env, stdio: ["ignore", "inherit", "inherit"] });
      const [code] = (await once(child, "close")) as [number | null];
      if (code !== 0) throw new CommandError(`${command} ${args.join(" ")} failed (see above).`);
    };
    const packages = [`@pulumi/pulumi@${sdk}`, `node@${node}`];
    await run(copy, "npm", "install", "--no-save", "--no-audit", "--no-fund", ...packages);
    // This script of the package fetches the executable. npm does not run it without permission.
    await run(nodeDir, process.execPath, "installArchSpecificPackage.js");
    await run(copy, path.join(nodeDir, "bin", "node"), "--version");
    await run(copy, "npm", "run", "build");
    await run(copy, "npm", "run", "typecheck");
    await run(copy, "npm", "run", "jest", "--", ...jestArgs);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

runCommand(() => compat(process.argv.slice(2)));
