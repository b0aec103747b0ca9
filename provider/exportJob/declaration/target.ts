import type { Dataset } from "../../../contract/catalog";
import { AepError, existingDataset, type AepClient } from "../../aep";

/** Reads the dataset that a job is to write to. Throws an error if AEP cannot export to it. */
export async function exportTarget(client: AepClient, id: string): Promise<Dataset> {
  const refusal = {
    kind: "invalid",
    operation: `Creating export job for dataset ${id}`,
    outcome: "rejected",
  } as const;
  const dataset = await existingDataset(client, id, {
    ...refusal,
    // Whoever has made it in this run reads it again.
    kind: "notFound",
    remedy: "Check the id and the sandbox, or declare the dataset as an aep.TargetDataset.",
  });
  const schema = dataset.schemaRef?.id;
  if (schema !== undefined && !schema.endsWith("__union")) {
    throw new AepError({
      ...refusal,
      reason: `the dataset is based on ${schema}, which is not a union schema`,
      remedy: "Export to a dataset that is based on the profile union schema, such as an aep.TargetDataset.",
    });
  }
  return dataset;
}
