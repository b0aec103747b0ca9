import type { BatchRecord } from "../catalog/batchStore";
import type { JobRecord } from "./machine";
import { author } from "../catalog/newDataset";
import { sandboxId } from "../ids";

/**
 * The batch of a job that failed while it wrote. Adobe's documents name the files below `/meta` but not their form; like AEP's, they
 * hold rows and with them personal data.
 */
export function failedBatch({
  job,
  orgId,
  sandbox,
  now,
}: {
  job: JobRecord;
  orgId: string;
  sandbox: string;
  now: number;
}): BatchRecord {
  const [{ msg = "" } = {}] = job.errors ?? [];
  const row = { personalEmail: { address: "ann@example.com" } };
  const error = { _errors: [{ code: "unknown", message: msg }], _corrupt_record: JSON.stringify(row) };
  return {
    datasetId: job.destination.datasetId ?? "",
    parts: [],
    diagnostics: {
      failed: { "part-00000.parquet": "" },
      meta: {
        "input_files/input_files_0.json": `${JSON.stringify({ name: "part-00000.parquet" })}\n`,
        "row_errors/conversion_errors_0.json": `${JSON.stringify(error)}\n`,
        "row_errors_sample.json": JSON.stringify([error]),
      },
    },
    batch: {
      status: "failed",
      imsOrg: orgId,
      sandboxId: sandboxId(sandbox),
      created: job.metrics?.profileExportTime?.startTimeInMs ?? now,
      updated: now,
      completed: now,
      ...author,
      recordCount: 0,
      failedRecordCount: 1,
      relatedObjects: [{ type: "dataSet", id: job.destination.datasetId ?? "" }],
      version: "1.0.0",
      tags: {},
    },
  };
}
