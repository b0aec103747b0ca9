/**
 * Makes a fresh clone ready to run: installs the packages of package-lock.json, then compiles. Plain JavaScript with
 * modules of Node only, since no package is installed yet. Skips what is done already.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

requireNode(20);
if (!isInstalled()) {
  console.log("Installing the packages named in package-lock.json (npm ci)…");
  npm("ci", "--no-audit", "--no-fund");
}
npm("run", "--silent", "build");

function requireNode(major) {
  if (Number(process.versions.node.split(".")[0]) >= major) return;
  fail(
    `Node ${major} or later is needed; this is Node ${process.versions.node}. Get one from https://nodejs.org`,
  );
}

/** Whether node_modules holds exactly the packages of the lock file, by npm's record of what it installed. */
function isInstalled() {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  const locked = packagesOf(join(root, "package-lock.json"));
  return (
    Object.entries(locked).every(
      // A package that is optional may be for another platform.
      ([path, entry]) => path === "" || same(installed[path], entry) || (!installed[path] && entry.optional),
    ) && Object.keys(installed).every((path) => path in locked)
  );
}

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, "utf8")).packages;
}

function same(one, other) {
  return one !== undefined && one.version === other.version && one.integrity === other.integrity;
}

function npm(...args) {
  // Under `npm start`, the npm that runs this file. On Windows, `npm` is a script and needs a shell.
  const running = process.env.npm_execpath;
  const result = running
    ? spawnSync(process.execPath, [running, ...args], { cwd: root, stdio: "inherit" })
    : spawnSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (result.error) fail(`npm ${args.join(" ")} could not be started: ${result.error.message}`);
  if (result.status !== 0) fail(`npm ${args.join(" ")} failed (see above)`, result.status ?? 130);
}

function fail(message, status = 1) {
  console.error(message);
  process.exit(status);
}
