import type { MergePolicyRef } from "../../../contract/exportJobs";
import type { AepClient, ExportJob } from "../../aep";

/**
 * Whether a job was merged by the policy that is declared. AEP always answers a policy. If
 * none is declared, any policy is accepted unless AEP says that it is not the default.
 */
export async function isMergedAsAsked(
  client: AepClient,
  job: ExportJob,
  asked?: MergePolicyRef,
): Promise<boolean> {
  if (asked !== undefined || job.mergePolicy?.id === undefined) return hasPolicy(job, asked);
  const used = await client.mergePolicies.get(job.mergePolicy.id);
  return used?.default !== false;
}

/** Whether a job has a policy. A policy without a version matches every version. */
function hasPolicy({ mergePolicy: used }: ExportJob, asked?: MergePolicyRef): boolean {
  if (asked === undefined || used === undefined) return true;
  return used.id === asked.id && (asked.version ?? used.version) === used.version;
}
