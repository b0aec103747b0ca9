import * as pulumi from "@pulumi/pulumi";
import type { ReferenceNames, References } from "../../provider/exportJob/declaration/references";
import { connect, provider, session } from "../resource/connection";
import { ifToBeCreated, type DeclaredDataset, type DeclaredJob } from "../resource/preview";
import type { ExportJobArgs } from "./args";
import { sizeOf } from "./estimate";
import { warnOfNeverEvaluated } from "./neverEvaluated";
import { filterInputs, idAtPreview, segmentResources } from "./segmentFilter";

/**
 * At preview of a job that the `up` will start, checks that every object the job refers to exists,
 * so that the `up` does not fail on them, and tells a reviewer which data of about how many profiles
 * goes to which dataset. Values that are not known at preview are left out.
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
  // Values that are no outputs of the job would let the check run for a job that was never registered.
  const pinned = { mergePolicy, sandboxName };
  ifToBeCreated(toBeStarted, pinned, ({ mergePolicy }) => {
    if (mergePolicy !== undefined && mergePolicy.version === undefined) void pulumi.log.warn(unpinned, job);
  });
  const declared = segmentResources(args.filter).map(
    (segment) => [idAtPreview(segment), segment.name] as const,
  );
  const request = {
    fields: args.fields && job.fields,
    filter: filterInputs(args.filter, idAtPreview),
    mergePolicy,
    schemaName: args.schemaName && job.schemaName,
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
      const [names, size] = await Promise.all([
        lookUp(sandboxName, references).catch(() => undefined),
        sizeOf(sandboxName, request),
      ]);
      if (names === undefined) return;
      const into = targetName ?? names.get(dataset) ?? dataset;
      const facts = { dataset: into, segments: new Map([...names, ...own]), size, now: Date.now() };
      const words = provider().exportInWords(request, facts);
      void pulumi.log.info(`exports ${words}`, job);
    },
  );
}

const unpinned =
  "mergePolicy.version is left out, so a later edit of the merge policy changes what the same declaration exports. " +
  "Set it to the version that is meant; aep.getMergePolicy gives the newest one.";

const lookUp = async (sandboxName: string, references: References): Promise<ReferenceNames> =>
  provider().lookUpReferences(connect(sandboxName), session().run, references);
