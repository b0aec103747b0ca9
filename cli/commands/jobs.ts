import type { Command } from "commander";
import type { ExportJob } from "../../provider/aep";
import type { Define } from "../context";
import { wholeNumber } from "../options/wholeNumber";
import { table } from "../display/table";

/** `aep-export jobs`: lists export jobs. */
export const jobs: Define = (program, open) =>
  program
    .command("jobs")
    .description("list export jobs, the newest first")
    .option(
      "--status <word>",
      "list only jobs with this status: NEW, PROCESSING, SUCCEEDED, FAILED, CANCELLED, …",
    )
    .option("--limit <number>", "the most jobs to list", wholeNumber(1), 20)
    .action(async ({ status, limit }: { status?: string; limit: number }, command: Command) => {
      const { client, output } = await open(command);
      const found: ExportJob[] = [];
      for await (const job of client.exportJobs.list({ status: status?.toUpperCase(), limit }))
        found.push(job);
      output.result(found, () => table(["JOB", "STATUS", "CREATED", "PROFILES", "DATASET"], found.map(row)));
    });

const row = ({ id, status, creationTime, metrics, destination }: ExportJob) => [
  id,
  status,
  creationTime === undefined ? undefined : new Date(creationTime).toISOString(),
  metrics?.totalExportedProfileCounter,
  destination.datasetId,
];
