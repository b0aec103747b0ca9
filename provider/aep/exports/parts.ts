import pLimit from "p-limit";
import type { AepClient } from "../client/client";

/** A part of a file of a batch. In an export, each part is one Parquet file. */
export interface ExportedPart {
  /** Id of the batch. */
  batchId: string;
  /** Id of the file that the part belongs to, `dataSetFileId`. */
  fileId: string;
  /** Name of the part, which ends in `.parquet`. */
  name: string;
  /** Size in bytes. */
  bytes: number;
}

/** How many batches are listed at the same time. */
const parallel = 4;

/**
 * Lists the parts of batches in order, each batch once. Throws an `AepError` of kind `notFound` if
 * a batch is gone.
 */
export async function listParts(client: AepClient, batchIds: readonly string[]): Promise<ExportedPart[]> {
  const limit = pLimit(parallel);
  const parts = await Promise.all(
    [...new Set(batchIds)].map((batchId) => limit(() => partsOf(client, batchId))),
  );
  return parts.flat();
}

async function partsOf(client: AepClient, batchId: string): Promise<ExportedPart[]> {
  const parts: ExportedPart[] = [];
  for await (const { dataSetFileId: fileId } of client.files.ofBatch(batchId)) {
    for await (const { name, length } of client.files.parts(fileId)) {
      const bytes = /^\d+$/.test(String(length)) ? Number(length) : await client.files.head(fileId, name);
      parts.push({ batchId, fileId, name, bytes });
    }
  }
  return parts;
}
