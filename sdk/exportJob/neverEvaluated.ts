import * as pulumi from "@pulumi/pulumi";
import { isKnown } from "../resource/inputsAndOutputs";
import { ifToBeCreated, type DeclaredJob } from "../resource/preview";
import type { ExportJobArgs } from "./args";
import { segmentResources } from "./segmentFilter";

/**
 * At preview, warns of an export of a segment that the same `up` makes: no profile is a member before
 * AEP has evaluated it.
 */
export function warnOfNeverEvaluated(
  job: DeclaredJob,
  { name, args }: { name: string; args: Partial<ExportJobArgs> },
): void {
  const evaluationInfo = args.evaluationInfo && job.evaluationInfo;
  for (const segment of segmentResources(args.filter)) {
    if (!segment.isMade) continue;
    const values = { evaluationInfo, segmentName: segment.name, isThere: isKnown(segment.id) };
    ifToBeCreated({ resource: job, subject: `Export job "${name}"` }, values, async (known) => {
      if (known.isThere || known.evaluationInfo?.segmentation) return;
      await pulumi.log.warn(
        `segment ${JSON.stringify(known.segmentName)} is new and was never evaluated, so the export finds nobody in it. ` +
          "Export after AEP's daily evaluation, or set evaluationInfo: { segmentation: true } to evaluate it first. " +
          "AEP allows 2 evaluations by hand a day and sandbox, of 20 segments each; whether such an export counts as one, Adobe does not say.",
        job,
      );
    });
  }
}
