import type { Command } from "commander";
import { exportedBatches } from "../../provider/aep";
import type { Context } from "../context";
import { UsageError } from "../exitCodes";

/** Which batches a command reads. */
export interface SourceOptions {
  batch?: string[];
}

/** Adds the ways to name an export: by its job, or, as AEP forgets old jobs, by its batches. */
export function withSource(command: Command): Command {
  return command
    .argument("[job]", "id of the export job")
    .option("--batch <ids...>", "batches to read, instead of those of a job");
}

/** The ids of the batches that were named. */
export async function batchesOf(
  { client }: Context,
  { job, batch }: SourceOptions & { job: string | undefined },
): Promise<string[]> {
  if (batch !== undefined && job !== undefined)
    throw new UsageError("Name an export job, or batches with --batch, not both.");
  if (batch !== undefined) return batch;
  if (job === undefined) throw new UsageError("Name an export job, or batches with --batch.");
  return exportedBatches(client, job);
}
