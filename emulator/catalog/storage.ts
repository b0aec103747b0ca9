import type { Dataset } from "../../contract/catalog";
import type { Collection } from "../storage/collection";
import type { Transactions } from "../storage/database";
import type { BatchStore } from "./batchStore";

/** What the Catalog keeps. */
export interface CatalogStorage extends Transactions {
  datasets: Collection<Dataset>;
  batches: BatchStore;
}
