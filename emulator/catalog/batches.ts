import type { FastifyInstance } from "fastify";
import type { BatchesById } from "../../contract/catalog";
import type { BatchRecord } from "./batchStore";
import * as z from "zod";
import { problem } from "../http/errors";
import { parseQuery, text, whole } from "../http/query";
import { answerList, chosenProperties } from "./listQuery";
import type { CatalogStorage } from "./storage";

const path = "/data/foundation/catalog/batches";
const filters = ["status", "version", "created", "updated", "recordCount", "failedRecordCount", "completed"];

const batchQuery = z.object({
  dataSet: text,
  batch: text,
  createdAfter: whole({ preset: -1 }),
  createdBefore: whole({ preset: Infinity }),
});

/** What the routes of batches take. */
export interface BatchServices {
  storage: CatalogStorage;
}

/** `/data/foundation/catalog/batches`. */
export function batchRoutes(app: FastifyInstance, services: BatchServices): void {
  app.get(path, ({ sandbox, query }): BatchesById => {
    return answerList(matchingBatches(services, sandbox, parseQuery(batchQuery, query)), query, filters);
  });

  app.get<{ Params: { id: string } }>(`${path}/:id`, (request): BatchesById => {
    const { batch } = findBatch(services, request.sandbox, request.params.id);
    return { [request.params.id]: chosenProperties(batch, request.query) };
  });
}

/** A batch by its id, or a 404. */
export function findBatch({ storage }: BatchServices, sandbox: string, id: string): BatchRecord {
  const record = storage.batches.get(sandbox, id);
  if (!record) throw problem("not-found", `Batch "${id}" does not exist in sandbox "${sandbox}".`);
  return record;
}

/** The batches that match the query, oldest first. */
function* matchingBatches(
  { storage }: BatchServices,
  sandbox: string,
  { dataSet, batch: only, createdAfter, createdBefore }: z.infer<typeof batchQuery>,
): Generator<[string, BatchRecord["batch"]]> {
  const records =
    dataSet === undefined ? storage.batches.list(sandbox) : storage.batches.ofDataset(sandbox, dataSet);
  for (const [id, { batch }] of records) {
    const { created = 0 } = batch;
    const isWanted = only === undefined || only === id;
    if (isWanted && created > createdAfter && created < createdBefore) yield [id, batch];
  }
}
