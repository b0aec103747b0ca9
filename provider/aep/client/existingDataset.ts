import type { Dataset } from "../../../contract/catalog";
import type { AepClient } from "./client";
import { AepError, type AepFailure } from "../http/errors";

/** The dataset that an operation needs, or the operation's error that there is none with this id. */
export async function existingDataset(
  client: AepClient,
  id: string,
  said: Pick<AepFailure, "operation" | "remedy"> & Partial<AepFailure>,
): Promise<Dataset> {
  const dataset = await client.datasets.get(id);
  if (dataset !== undefined) return dataset;
  throw new AepError({
    kind: "notFound",
    outcome: "rejected",
    reason: `sandbox ${client.sandboxName} has no such dataset`,
    ...said,
  });
}
