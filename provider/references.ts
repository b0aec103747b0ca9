import { AepError, type AepClient } from "./aep";
import type { ExportJobInputs } from "./exportJobInputs";
import { exportTarget } from "./exportTarget";
import type { Run } from "./lifecycle";
import { once } from "./lookups";

/** What an export job refers to. */
export type References = Partial<Pick<ExportJobInputs, "dataset" | "filter" | "mergePolicy">>;

/**
 * Sees that the dataset, the segments and the merge policy of an export exist, before AEP is asked to start it. Segments of
 * namespaces other than `ups` are kept elsewhere and cannot be looked up.
 */
export async function checkReferences(
  client: AepClient,
  run: Run,
  { dataset, filter, mergePolicy }: References,
): Promise<void> {
  if (dataset !== undefined) {
    const key = `export target ${dataset} in ${client.sandboxName}`;
    await once(run, { key }, () => exportTarget(client, dataset));
  }
  const ids = (filter?.segments ?? []).filter(isOwnSegment).map(({ segmentId }) => segmentId);
  const exists = (noun: string, id: string, read: () => Promise<unknown>): Promise<string | undefined> =>
    once(run, { key: `${noun} ${id} in ${client.sandboxName}` }, read).then((found) =>
      found === undefined ? `${noun} ${id}` : undefined,
    );
  const looked = await Promise.all([
    ...ids.map((id) => exists("segment", id, () => client.segments.get(id))),
    ...(mergePolicy
      ? [exists("merge policy", mergePolicy.id, () => client.mergePolicies.get(mergePolicy.id))]
      : []),
  ]);
  const missing = looked.filter((name) => name !== undefined);
  if (missing.length === 0) return;
  throw new AepError({
    kind: "invalid",
    operation: "Creating export job",
    reason: `sandbox ${client.sandboxName} has no ${missing.join(", no ")}`,
    outcome: "rejected",
    remedy:
      "Check the ids and the sandbox, or look them up by name with aep.getSegment and aep.getMergePolicy.",
  });
}

const isOwnSegment = ({ segmentNs = "ups" }: { segmentNs?: string }): boolean =>
  segmentNs.toLowerCase() === "ups";
