import type { AepClient } from "../aep";
import { hasUnknown } from "../inputs/unknown";
import type { PreviewContext } from "../lifecycle/lifecycle";
import { refuseTwice } from "../lifecycle/takenOver";
import { adoptableJob } from "./adopt";
import { lookUpReferences } from "./declaration/references";
import type { ExportJobDeclaration } from "./declaration/state";
import { exportInWords } from "./declaration/words";
import { exportSize, segmentsNotEvaluated } from "./size/exportSize";

/**
 * Checks at preview that the objects exist to which a job refers, or that the job to adopt can be
 * taken over, and tells a reviewer what the `up` will do. Inputs that are not known yet are left
 * out.
 */
export async function previewJob(context: PreviewContext, inputs: ExportJobDeclaration): Promise<void> {
  if (hasUnknown(inputs.sandboxName)) return;
  const client = context.client.inSandbox(inputs.sandboxName);
  if (inputs.adopt === undefined) await previewStart(client, context, inputs);
  else if (!hasUnknown(inputs.adopt)) {
    const { run, owner, log } = context;
    refuseTwice(run, `job ${inputs.adopt} of sandbox ${client.sandboxName}`, owner);
    const { status } = await adoptableJob(client, { id: inputs.adopt, inputs, owner });
    log(`takes over job ${inputs.adopt} (${status}); nothing is exported anew`);
  }
}

async function previewStart(
  client: AepClient,
  context: PreviewContext,
  inputs: ExportJobDeclaration,
): Promise<void> {
  const { run, log, names = new Map<string, string>() } = context;
  warnOfWhatIsSeldomMeant(context, inputs);
  const { dataset, filter, mergePolicy } = inputs;
  const others = {
    dataset: names.has(dataset) ? undefined : dataset,
    filter: filter?.segments && {
      segments: filter.segments.filter(({ segmentId }) => !names.has(segmentId)),
    },
    mergePolicy,
  };
  const known = Object.entries(others).filter(([, value]) => !hasUnknown(value));
  const found = await lookUpReferences(client, run, Object.fromEntries(known));
  const { fields, additionalFields, evaluationInfo, schemaName } = inputs;
  if (hasUnknown({ fields, filter, mergePolicy, schemaName, additionalFields, evaluationInfo })) return;
  const segments = new Map([...found, ...names]);
  const into = segments.get(dataset) ?? (hasUnknown(dataset) ? "made by this run" : dataset);
  const size = await exportSize(client, run, { inputs });
  log(`exports ${exportInWords(inputs, { dataset: into, segments, size, now: Date.now() })}`);
  if (evaluationInfo?.segmentation) return;
  const existing = (filter?.segments ?? []).filter(({ segmentId }) => !isUrn(segmentId));
  for (const { segmentId } of await segmentsNotEvaluated(client, run, { segments: existing }))
    context.warn(
      `none of AEP's newest evaluations has segment ${JSON.stringify(segments.get(segmentId) ?? segmentId)}, so the export may find nobody in it. ${waysToEvaluate}`,
    );
}

const waysToEvaluate =
  "Export after AEP's daily evaluation, or set evaluationInfo: { segmentation: true } to evaluate it first. " +
  "AEP allows 2 evaluations by hand a day and sandbox, of 20 segments each; whether such an export counts as one, Adobe does not say.";

function warnOfWhatIsSeldomMeant(
  { warn, names }: PreviewContext,
  { filter, mergePolicy, evaluationInfo }: ExportJobDeclaration,
): void {
  if (mergePolicy !== undefined && !hasUnknown(mergePolicy) && mergePolicy.version === undefined)
    warn(
      "mergePolicy.version is left out, so a later edit of the merge policy changes what the same declaration exports. " +
        "Set it to the version that is meant; aep.getMergePolicy gives the newest one.",
    );
  if (hasUnknown({ filter, evaluationInfo }) || evaluationInfo?.segmentation) return;
  for (const { segmentId } of filter?.segments ?? [])
    if (isUrn(segmentId))
      warn(
        `segment ${JSON.stringify(names?.get(segmentId))} is new and was never evaluated, so the export finds nobody in it. ${waysToEvaluate}`,
      );
}

/** Whether an id is the URN of a resource, which stands for it as long as the segment is not made. */
const isUrn = (id: string): boolean => id.startsWith("urn:pulumi:");
