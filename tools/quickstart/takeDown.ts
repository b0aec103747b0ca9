import type { AepClient } from "../../provider/aep";
import { CommandError } from "../command";
import { stopEmulator } from "./emulator";
import { forgetRun, type Run } from "./run";
import type { Stack } from "./stack";

/** A stack, and the emulator that has its resources. */
export interface Quickstart {
  stack: Stack;
  client: AepClient;
  run: Pick<Run, "emulator">;
}

/** Destroys the stack, checks that nothing is left, and ends the emulator, also if this fails. */
export async function takeDown({ stack, client, run }: Quickstart): Promise<void> {
  try {
    await stack.unlock();
    const { datasetId } = await stack.outputs();
    await stack.run(["destroy", "--yes"]);
    // Fails if the stack still has resources.
    await stack.run(["stack", "rm", "--yes"]);
    await requireNothingLeft(client, datasetId);
  } finally {
    await endRun(run);
  }
}

/** Ends the emulator of a run, and the run. */
export async function endRun(run: Pick<Run, "emulator">): Promise<void> {
  await stopEmulator(run);
  await forgetRun();
}

/** The dataset is known only if `pulumi up` wrote its outputs. */
async function requireNothingLeft(client: AepClient, datasetId: unknown): Promise<void> {
  if (typeof datasetId === "string" && (await client.datasets.get(datasetId)) !== undefined) {
    throw new CommandError(`Dataset ${datasetId} is still there after pulumi destroy.`);
  }
  for await (const job of client.exportJobs.list()) {
    if (job.state === "pending" || job.state === "cancelling") {
      throw new CommandError(`Export job ${job.id} is still ${job.status} after pulumi destroy.`);
    }
  }
}
