import * as pulumi from "@pulumi/pulumi";
import type { ReferenceNames } from "../provider/references";
import { provider, session } from "./connection";
import type { ExportJob, ExportJobArgs } from "./exportJob";
import { oneLineError } from "./oneLineError";
import { TargetDataset } from "./targetDataset";

/**
 * At preview, sees that what a job refers to exists, so that the `up` does not fail on it, and tells a reviewer in words what
 * leaves, and where to. Only of a job that is to be started, and as far as it is known before the `up`.
 */
export function preflight(job: ExportJob, { name, args }: { name: string; args: ExportJobArgs }): void {
  if (!pulumi.runtime.isDryRun()) return;
  const { sandboxName } = job;
  const { fields, filter, mergePolicy, additionalFields, evaluationInfo } = args;
  const target = args.dataset instanceof TargetDataset ? args.dataset : undefined;
  const dataset = target ? undefined : (args.dataset as pulumi.Input<string>);

  for (const references of [{ filter }, { mergePolicy }, { dataset }]) {
    if (Object.values(references).every((value) => value === undefined)) continue;
    ifToBeStarted(job, { references, sandboxName }, async ({ references, sandboxName }) => {
      await lookUp(sandboxName, references).catch((error: unknown) => {
        throw oneLineError(`Export job "${name}"`, error, job);
      });
    });
  }
  const said = { fields, filter, additionalFields, evaluationInfo };
  ifToBeStarted(job, { said, dataset, targetName: target?.name, sandboxName }, async (known) => {
    const names = await lookUp(known.sandboxName, {
      filter: known.said.filter,
      dataset: known.dataset,
    }).catch(
      // It is told above.
      () => undefined,
    );
    if (names === undefined) return;
    const into = known.targetName ?? names.get(known.dataset ?? "") ?? known.dataset ?? "";
    void pulumi.log.info(
      `exports ${provider().exportInWords(known.said, { dataset: into, segments: names })}`,
      job,
    );
  });
}

const lookUp = (
  sandboxName: string,
  references: Parameters<ReturnType<typeof provider>["lookUpReferences"]>[2],
): Promise<ReferenceNames> =>
  provider().lookUpReferences(session().client().inSandbox(sandboxName), session().run, references);

function ifToBeStarted<Values>(
  job: ExportJob,
  values: pulumi.Input<Values>,
  action: (known: pulumi.Unwrap<Values>) => Promise<void>,
): void {
  pulumi.output(values).apply(async (known) => {
    if (!(await isInState(job))) await action(known);
  });
}

/** Whether the job is there and stays: the id of one that is to be started is not known at preview. */
const isInState = ({ id }: ExportJob): Promise<boolean> =>
  (id as pulumi.Output<string> & { isKnown: Promise<boolean> }).isKnown;
