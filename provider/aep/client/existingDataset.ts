import type { Dataset } from "../../../contract/catalog";
import type { Identified } from "../catalog/objects";
import type { AepClient } from "./client";
import { AepError, type AepFailure } from "../http/errors";

/** Reads the dataset that an operation needs. Throws an `AepError` if there is none. */
export async function existingDataset(
  client: AepClient,
  id: string,
  said: Pick<AepFailure, "operation" | "remedy"> & Partial<AepFailure>,
): Promise<Identified<Dataset>> {
  const dataset = await client.datasets.get(id);
  if (dataset !== undefined) return dataset;
  throw new AepError({
    kind: "notFound",
    outcome: "rejected",
    reason: `sandbox ${client.sandboxName} has no such dataset`,
    ...said,
  });
}
