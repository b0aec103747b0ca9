import type { Command } from "commander";
import { unknownJob } from "../../provider/aep";
import type { Define } from "../context";
import { awaitEnd, describeJob } from "./status";

/** `aep-export cancel JOB`: cancels an export job and waits until it has stopped. */
export const cancel: Define = (program, open) =>
  program
    .command("cancel")
    .description("cancel an export job and wait until it has stopped; a job that has ended stays as it is")
    .argument("<job>", "id of the export job")
    .option("--no-wait", "request the cancellation and do not wait")
    .action(async (id: string, { wait }: { wait: boolean }, command: Command) => {
      const context = await open(command);
      const { client, output } = context;
      const before = await client.exportJobs.get(id);
      if (before === undefined) throw unknownJob(client, id);
      if (before.state === "pending") await client.exportJobs.cancel(id);
      const job = wait ? await awaitEnd(context, id) : ((await client.exportJobs.get(id)) ?? before);
      output.result(job, () => describeJob(job));
    });
