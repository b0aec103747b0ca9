import * as pulumi from "@pulumi/pulumi";
import type { ReferenceNames, References } from "../../provider/exportJob/declaration/references";
import { connect, provider, session } from "../resource/connection";
import { ifToBeCreated, type DeclaredDataset, type DeclaredJob } from "../resource/preview";

/**
 * At preview, sees that what a job refers to exists, so that the `up` does not fail on it, and tells a reviewer in words what
 * leaves, and where to. Only of a job that is to be started, and as far as it is known before the `up`.
 *
 * @param target The dataset, where it is a resource of the program.
 */
export function preflight(
  job: DeclaredJob,
  { name, target }: { name: string; target: DeclaredDataset | undefined },
): void {
  const toBeStarted = { resource: job, subject: `Export job "${name}"` };
  const { sandboxName } = job;
  // Not the arguments themselves: one that fails would be told with all that it refers to, which takes minutes.
  const { fields, filter, mergePolicy, additionalFields, evaluationInfo } = job;
  const dataset = target ? undefined : job.dataset;

  for (const references of [{ filter }, { mergePolicy }, { dataset }]) {
    if (Object.values(references).every((value) => value === undefined)) continue;
    ifToBeCreated(toBeStarted, { references, sandboxName }, async ({ references, sandboxName }) => {
      await lookUp(sandboxName, references);
    });
  }
  const said = { fields, filter, additionalFields, evaluationInfo };
  ifToBeCreated(toBeStarted, { said, dataset, targetName: target?.name, sandboxName }, async (known) => {
    const { said, targetName, dataset = "", sandboxName } = known;
    const references = { filter: said.filter, ...(target === undefined && { dataset }) };
    // What does not exist is told above.
    const names = await lookUp(sandboxName, references).catch(() => undefined);
    if (names === undefined) return;
    const into = targetName ?? names.get(dataset) ?? dataset;
    const words = provider().exportInWords(said, { dataset: into, segments: names });
    void pulumi.log.info(`exports ${words}`, job);
  });
}

const lookUp = async (sandboxName: string, references: References): Promise<ReferenceNames> =>
  provider().lookUpReferences(connect().inSandbox(sandboxName), session().run, references);
