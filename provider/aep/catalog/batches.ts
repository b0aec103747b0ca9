import type { Batch } from "../../../contract/catalog";
import { type Identified, listCatalog, readCatalog } from "./objects";
import type { Http } from "../http/http";
import { permissions } from "../http/permissions";

/** Which batches to list. */
export interface BatchQuery {
  /** Id of the dataset that holds the batches. Defaults to all datasets. */
  dataSet?: string;
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
      permissions: permissions.viewDatasets,
    });
  }

  /** Lists batches, the oldest first. */
  list({ dataSet, limit }: BatchQuery = {}): AsyncGenerator<Identified<Batch>, void, undefined> {
    return listCatalog<Batch>(this.http, {
      operation: dataSet === undefined ? "Listing batches" : `Listing batches of dataset ${dataSet}`,
      path: batchesPath,
      permissions: permissions.viewDatasets,
      query: { dataSet },
      limit,
    });
  }
}

const batchesPath = ["/data/foundation/catalog", "batches"] as const;
