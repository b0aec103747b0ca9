import { AepError, type AepClient } from "../../aep";
import type { ExportJobInputs } from "./inputs";
import { exportTarget } from "./target";
import type { Run } from "../../lifecycle/run";
import { sharedLookup } from "../../lifecycle/sharedLookup";

/** The inputs of an export job that are ids of other objects. */
export type References = Partial<Pick<ExportJobInputs, "dataset" | "filter" | "mergePolicy">>;

/** Names of the objects that inputs refer to, by id. */
export type ReferenceNames = Map<string, string>;

/**
 * Looks up the names of the dataset, the segments and the merge policy of an export. Throws an
 * error if one of them does not exist. Segments of namespaces other than `ups` are kept elsewhere
 * and are not looked up.
 */
export async function lookUpReferences(
  client: AepClient,
  run: Run,
  { dataset, filter, mergePolicy }: References,
): Promise<ReferenceNames> {
  const names: ReferenceNames = new Map();
  const missing: string[] = [];
  const look = async (noun: string, id: string, read: () => Promise<Named | undefined>): Promise<void> => {
    const found = await sharedLookup(run, { key: `${noun} ${id} in ${client.sandboxName}` }, read);
    if (found === undefined) missing.push(`${noun} ${id}`);
    else if (found.name !== undefined) names.set(id, found.name);
  };
  const ids = (filter?.segments ?? []).filter(isOwnSegment).map(({ segmentId }) => segmentId);
  await Promise.all([
    dataset !== undefined && look("dataset", dataset, () => exportTarget(client, dataset)),
    mergePolicy && look("merge policy", mergePolicy.id, () => client.mergePolicies.get(mergePolicy.id)),
    ...ids.map((id) => look("segment", id, () => client.segments.get(id))),
  ]);
  if (missing.length === 0) return names;
  throw new AepError({
    kind: "invalid",
    operation: "Creating export job",
    reason: `sandbox ${client.sandboxName} has no ${missing.join(", no ")}`,
    outcome: "rejected",
    remedy:
      "Check the ids and the sandbox, or look them up by name with aep.getSegment and aep.getMergePolicy.",
  });
}

interface Named {
  name?: string;
}

/** Whether a segment is AEP's own, and not one of another namespace. */
export const isOwnSegment = ({ segmentNs = "ups" }: { segmentNs?: string }): boolean =>
  segmentNs.toLowerCase() === "ups";
