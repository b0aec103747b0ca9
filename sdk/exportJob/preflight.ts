import * as pulumi from "@pulumi/pulumi";
import type { ReferenceNames, References } from "../../provider/exportJob/declaration/references";
import { connect, provider, session } from "../resource/connection";
import { ifToBeCreated, type DeclaredDataset, type DeclaredJob } from "../resource/preview";
import type { ExportJobArgs } from "./args";
import { warnOfNeverEvaluated } from "./neverEvaluated";
import { filterInputs, idAtPreview, segmentResources } from "./segmentFilter";

/**
 * At preview of a job that the `up` will start, checks that the objects exist to which the job
 * refers, so that the `up` does not fail on them, and tells a reviewer which data goes to which
 * dataset. Values that are not known at preview are left out.
 *
 * @param target The dataset, if it is a resource of the program.
 */
export function preflight(
  job: DeclaredJob,
  { name, target, args }: { name: string; target?: DeclaredDataset; args: Partial<ExportJobArgs> },
): void {
  const toBeStarted = { resource: job, subject: `Export job "${name}"` };
  const { sandboxName } = job;
  // At preview, an output is unknown if the program gives no such input. The outputs are used and
  // not the arguments: Pulumi would print a rejected argument with every object that it refers to,
  // which takes minutes.
  const filter = args.filter && job.filter;
  const mergePolicy = args.mergePolicy && job.mergePolicy;
  const dataset = target ? undefined : job.dataset;

  for (const references of [{ filter }, { mergePolicy }, { dataset }]) {
    if (Object.values(references).every((value) => value === undefined)) continue;
    ifToBeCreated(toBeStarted, { references, sandboxName }, async ({ references, sandboxName }) => {
      await lookUp(sandboxName, references);
    });
  }
  warnOfNeverEvaluated(job, { name, args });
  const declared = segmentResources(args.filter).map(
    (segment) => [idAtPreview(segment), segment.name] as const,
  );
  const request = {
    fields: args.fields && job.fields,
    filter: filterInputs(args.filter, idAtPreview),
    additionalFields: args.additionalFields && job.additionalFields,
    evaluationInfo: args.evaluationInfo && job.evaluationInfo,
  };
  const summary = { request, declared, dataset, targetName: target?.name, sandboxName };
  ifToBeCreated(
    toBeStarted,
    summary,
    async ({ request, declared, targetName, dataset = "", sandboxName }) => {
      const own = new Map(declared);
      const filter = { segments: request.filter?.segments?.filter(({ segmentId }) => !own.has(segmentId)) };
      const references = { filter, ...(target === undefined && { dataset }) };
      // The checks above report what does not exist.
      const names = await lookUp(sandboxName, references).catch(() => undefined);
      if (names === undefined) return;
      const into = targetName ?? names.get(dataset) ?? dataset;
      const words = provider().exportInWords(request, {
        dataset: into,
        segments: new Map([...names, ...own]),
      });
      void pulumi.log.info(`exports ${words}`, job);
    },
  );
}

const lookUp = async (sandboxName: string, references: References): Promise<ReferenceNames> =>
  provider().lookUpReferences(connect(sandboxName), session().run, references);
