import type { FastifyInstance } from "fastify";
import type { BatchesById } from "../../contract/catalog";
import type { BatchRecord } from "./batchStore";
import { answerList, chosenProperties, integer, text, type Query } from "./listQuery";
import { problem } from "../http/errors";
import type { Services } from "../services";

const path = "/data/foundation/catalog/batches";
const filters = ["status", "version", "created", "updated", "recordCount", "failedRecordCount", "completed"];

/** `/data/foundation/catalog/batches`. */
export function batchRoutes(app: FastifyInstance, services: Services): void {
  app.get(path, (request): BatchesById => {
    const query = request.query as Query;
    return answerList(found(services, request.sandbox, query), query, filters);
  });

  app.get<{ Params: { id: string } }>(`${path}/:id`, (request): BatchesById => {
    const { batch } = findBatch(services, request.sandbox, request.params.id);
    return { [request.params.id]: chosenProperties(batch, request.query as Query) };
  });
}

/** A batch of a sandbox, or a 404. */
export function findBatch({ storage }: Services, sandbox: string, id: string): BatchRecord {
  const record = storage.batches.get(sandbox, id);
  if (!record) throw problem("not-found", `Batch "${id}" does not exist in sandbox "${sandbox}".`);
  return record;
}

/** The batches that `dataSet`, `batch`, `createdAfter` and `createdBefore` ask for, oldest first. */
function* found(
  { storage }: Services,
  sandbox: string,
  query: Query,
): Generator<[string, BatchRecord["batch"]]> {
  const dataset = text(query.dataSet);
  const only = text(query.batch);
  const preset = { least: 0, most: Number.MAX_SAFE_INTEGER };
  const after = integer(query, "createdAfter", { ...preset, preset: -1 });
  const before = integer(query, "createdBefore", { ...preset, preset: Infinity });
  const records =
    dataset === undefined ? storage.batches.list(sandbox) : storage.batches.ofDataset(sandbox, dataset);
  for (const [id, { batch }] of records) {
    const created = batch.created ?? 0;
    if ((only === undefined || only === id) && created > after && created < before) yield [id, batch];
  }
}
