import type { Batch } from "../../../contract/catalog";
import { listCatalog, readCatalog } from "./objects";
import type { Http } from "../http/http";

/** A batch with the id it stands under. */
export interface IdentifiedBatch {
  id: string;
  batch: Batch;
}

/** Which batches to list. */
export interface BatchQuery {
  /** Id of the dataset that holds them. */
  dataSet: string;
  /** Batches to answer in all. Defaults to every one. */
  limit?: number;
}

/** Batches of the Catalog API, `/data/foundation/catalog/batches`. */
export class Batches {
  constructor(private readonly http: Http) {}

  /** The batch, or undefined if there is none with that id. */
  get(id: string): Promise<Batch | undefined> {
    return readCatalog<Batch>(this.http, {
      operation: `Reading batch ${id}`,
      method: "GET",
      path: [...batchesPath, id],
    });
  }

  /** Batches of a dataset, the oldest first. */
  async *list({ dataSet, limit }: BatchQuery): AsyncGenerator<IdentifiedBatch, void, undefined> {
    const operation = `Listing batches of dataset ${dataSet}`;
    const batches = listCatalog<Batch>(this.http, {
      operation,
      path: batchesPath,
      query: { dataSet },
      limit,
    });
    for await (const { id, object } of batches) yield { id, batch: object };
  }
}

const batchesPath = ["/data/foundation/catalog", "batches"] as const;
