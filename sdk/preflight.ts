import * as pulumi from "@pulumi/pulumi";
import { provider, session } from "./connection";
import type { ExportJob, ExportJobArgs } from "./exportJob";
import { oneLineError } from "./oneLineError";
import { TargetDataset } from "./targetDataset";

/**
 * At preview, sees that what a job refers to exists, so that the `up` does not fail on it: its segments and merge policy, and a
 * dataset that is given by its id. Looks only for a job that is to be started, and for what is known already.
 */
export function preflight(
  job: ExportJob,
  { name, args }: { name: string; args: Pick<ExportJobArgs, "dataset" | "filter" | "mergePolicy"> },
): void {
  if (!pulumi.runtime.isDryRun()) return;
  const { filter, mergePolicy } = args;
  const dataset = args.dataset instanceof TargetDataset ? undefined : args.dataset;
  for (const part of [{ filter }, { mergePolicy }, { dataset }]) {
    if (Object.values(part).every((value) => value === undefined)) continue;
    pulumi.output({ ...part, sandboxName: job.sandboxName }).apply(async ({ sandboxName, ...references }) => {
      if (await isInState(job)) return;
      try {
        const { checkReferences } = provider();
        await checkReferences(session().client().inSandbox(sandboxName), session().run, references);
      } catch (error) {
        throw oneLineError(`Export job "${name}"`, error, job);
      }
    });
  }
}

/** Whether the job is there and stays: the id of one that is to be started is not known at preview. */
const isInState = ({ id }: ExportJob): Promise<boolean> =>
  (id as pulumi.Output<string> & { isKnown: Promise<boolean> }).isKnown;
