import type { Command } from "commander";
import { exportedBatches } from "../../provider/aep";
import type { Context } from "../context";
import { UsageError } from "../exitCodes";

/** Which export a command reads. */
export interface SourceOptions {
  batch?: string[];
}

/** Adds the ways to name an export: by its job, or, for AEP forgets old jobs, by its batches. */
export function withSource(command: Command): Command {
  return command
    .argument("[job]", "id of the export job")
    .option("--batch <ids...>", "batches to read, in place of those of a job");
}

/** The batches that were named. */
export async function batchesOf(
  { client }: Context,
  { job, batch }: SourceOptions & { job: string | undefined },
): Promise<string[]> {
  if (batch !== undefined && job !== undefined)
    throw new UsageError("Name an export job, or batches with --batch, and not both.");
  if (batch !== undefined) return batch;
  if (job === undefined) throw new UsageError("Name an export job, or batches with --batch.");
  return exportedBatches(client, job);
}
