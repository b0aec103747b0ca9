import type { Batch } from "../../../contract/catalog";
import { type Identified, listCatalog, readCatalog } from "./objects";
import type { Http } from "../http/http";

/** Which batches to list. */
export interface BatchQuery {
  /** Id of the dataset that holds the batches. */
  dataSet: string;
  /** The most batches to list. Defaults to all. */
  limit?: number;
}

/** Batches of the Catalog API, `/data/foundation/catalog/batches`. */
export class Batches {
  constructor(private readonly http: Http) {}

  /** Reads a batch; undefined if none has this id. */
  get(id: string): Promise<Identified<Batch> | undefined> {
    return readCatalog<Batch>(this.http, {
      operation: `Reading batch ${id}`,
      method: "GET",
      path: [...batchesPath, id],
    });
  }

  /** Lists the batches of a dataset, the oldest first. */
  list({ dataSet, limit }: BatchQuery): AsyncGenerator<Identified<Batch>, void, undefined> {
    const operation = `Listing batches of dataset ${dataSet}`;
    return listCatalog<Batch>(this.http, { operation, path: batchesPath, query: { dataSet }, limit });
  }
}

const batchesPath = ["/data/foundation/catalog", "batches"] as const;
