import type { MergePolicyRef } from "../../../contract/exportJobs";
import type { AepClient, ExportJob } from "../../aep";

/**
 * Whether a job was merged by the policy that is asked for, the sandbox's default where none is. AEP answers the policy that it uses, so a
 * job that names none is told from one that names another by what the default is.
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

/** Whether a job was merged as the inputs ask for; without a version its newest is meant. */
function hasPolicy({ mergePolicy: used }: ExportJob, asked?: MergePolicyRef): boolean {
  if (asked === undefined || used === undefined) return true;
  return used.id === asked.id && (asked.version ?? used.version) === used.version;
}
