import { Command, Option } from "commander";
import { rm } from "node:fs/promises";
import path from "node:path";
import { defaultWidth, rowTable } from "../cli/display/rowTable";
import { download, readRows } from "../provider/aep";
import { CommandError, runCommand } from "./command";
import { findPulumi } from "./pulumiCli/find";
import { emulatorClient, isEmulatorUp, startEmulator, stopEmulator } from "./quickstart/emulator";
import { interruption } from "./quickstart/interruption";
import { Phases } from "./quickstart/phases";
import { languages, type Language } from "./quickstart/program";
import { isRunning, readRun, runDir, writeRun } from "./quickstart/run";
import { Stack, waitForLockHolders } from "./quickstart/stack";
import { endRun, type Quickstart, takeDown } from "./quickstart/takeDown";

const rowsShown = 5;
/** How long to wait for a CLI that still runs after its `npm start` was killed. */
const lockTimeLimitMs = 60_000;

/**
 * `npm start`: runs the quickstart with the real Pulumi CLI and a local emulator, shows the exported rows, and takes
 * everything down. With `--keep`, leaves stack and emulator up; `--language` says in which language the program is.
 */
async function start({ keep, language }: { keep: boolean; language: Language }): Promise<void> {
  const signal = interruption(abandon);
  const phases = new Phases();
  await clearLastRun();

  const cli = await phases.time("Pulumi CLI", () => findPulumi({ signal }));
  console.log(`Pulumi ${cli.version} (${cli.source}: ${cli.binDir})`);
  const program = await phases.time("program", () => languages[language](cli.binDir, signal));
  const run = { ...(await phases.time("emulator", startEmulator)), program, owner: process.pid };
  await writeRun({ ...run, kept: false });
  console.log(`Adobe Experience Platform, emulated at ${run.url}\n`);

  const quickstart = { stack: new Stack(cli, run.url, program), client: emulatorClient(run.url), run };
  await quickstart.stack.init(signal).catch(async (error: unknown) => {
    await endRun(run);
    throw error;
  });
  let kept = false;
  try {
    await phases.time("pulumi up", () => quickstart.stack.run(["up", "--yes"], signal));
    await phases.time("rows", () => showExport(quickstart));
    signal.throwIfAborted();
    kept = keep;
  } finally {
    if (!kept) await phases.time("pulumi destroy", () => takeDown(quickstart));
  }
  if (kept) {
    await writeRun({ ...run, kept });
    console.log(howToGoOn);
  }
  console.log(`\nTimes: ${phases.toString()}.`);
}

const howToGoOn = `
Stack and emulator stay up. Look around with
  npm run pulumi -- stack output
  npm run pulumi -- preview
and take both down with
  npm stop`;

/** Takes down a run whose processes were killed. Throws an error if a run is still in use. */
async function clearLastRun(): Promise<void> {
  const last = readRun();
  if (last && (await isEmulatorUp(last))) {
    if (last.kept) throw new CommandError("The quickstart is still up: take it down with `npm stop` first.");
    if (isRunning(last.owner))
      throw new CommandError(`The quickstart already runs here, in process ${last.owner}.`);
    await stopEmulator(last);
  }
  await waitForLockHolders(lockTimeLimitMs);
  await rm(runDir, { recursive: true, force: true });
}

/** At the second Ctrl-C, ends at once. The next `npm start` takes down what is left. */
function abandon(): void {
  const run = readRun();
  if (run) process.kill(run.emulator);
  process.exit(130);
}

async function showExport({ stack, client }: Quickstart): Promise<void> {
  const { batchIds, profileCount } = await stack.outputs();
  if (!Array.isArray(batchIds)) throw new CommandError("The quickstart has no output batchIds.");
  const dir = path.join(runDir, "export");
  const files = (await download(client, { batchIds: batchIds.map(String), dir })).map((file) => file.path);
  const rows = await readRows(files, rowsShown);
  console.log(`\nThe first ${rows.length} of ${Number(profileCount)} exported profiles:`);
  console.log(rowTable(rows, process.stdout.columns ?? defaultWidth));
  console.log(files.map((file) => `Parquet: ${path.relative(process.cwd(), file)}`).join("\n"), "\n");
}

runCommand(() =>
  start(
    new Command("npm start --")
      .option("--keep", "leave stack and emulator up", false)
      .addOption(
        new Option("--language <name>", "the language of the program")
          .choices(Object.keys(languages))
          .default("typescript"),
      )
      .parse()
      .opts<{ keep: boolean; language: Language }>(),
  ),
);
