import { CommandError, runCommand } from "./command";
import { findPulumi } from "./pulumiCli/find";
import { emulatorClient, isEmulatorUp } from "./quickstart/emulator";
import { interruption } from "./quickstart/interruption";
import { readRun } from "./quickstart/run";
import { Stack } from "./quickstart/stack";
import { takeDown } from "./quickstart/takeDown";

/** `npm stop`: takes down the stack and the emulator of `npm start -- --keep`. */
async function stop(): Promise<void> {
  const run = readRun();
  if (!run || !(await isEmulatorUp(run))) throw new CommandError("Nothing is up.", 0);
  if (!run.kept)
    throw new CommandError(`The quickstart still runs, in process ${run.owner}: end it with Ctrl-C.`);
  const cli = await findPulumi({ signal: interruption(() => process.exit(130)) });
  await takeDown({ stack: new Stack(cli, run.url, run.program), client: emulatorClient(run.url), run });
}

runCommand(stop);
