import { runCommand } from "./command";
import { findPulumi } from "./pulumiCli/find";
import { isEmulatorUp } from "./quickstart/emulator";
import { interruption } from "./quickstart/interruption";
import { readRun, typescriptProgram } from "./quickstart/run";
import { Stack } from "./quickstart/stack";

/** `npm run pulumi -- ARGUMENTS`: the Pulumi CLI on the stack that `npm start -- --keep` left up. */
async function pulumi(args: string[]): Promise<void> {
  const signal = interruption(() => process.exit(130));
  const run = readRun();
  const url = run && (await isEmulatorUp(run)) ? run.url : undefined;
  if (url === undefined)
    console.error("No emulator is up; `npm start -- --keep` leaves one, with a stack in it.");
  await new Stack(await findPulumi({ signal }), url, run?.program ?? typescriptProgram).run(args, signal);
}

runCommand(() => pulumi(process.argv.slice(2)));
