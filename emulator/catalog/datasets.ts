import type { FastifyInstance } from "fastify";
import jsonPatch, { type Operation } from "fast-json-patch";
import * as z from "zod";
import type { Dataset, DatasetsById, ObjectReferences } from "../../contract/catalog";
import { firstLine } from "../firstLine";
import { problem } from "../http/errors";
import { datasetReference, type Quirks } from "../http/quirks";
import { parseBody } from "../http/requestBody";
import { newDatasetId } from "../ids";
import { forgetDataset } from "./forgetDataset";
import { answerList, chosenProperties } from "./listQuery";
import { newDataset } from "./newDataset";
import type { CatalogStorage } from "./storage";

const path = "/data/foundation/catalog/dataSets";
const filters = [
  "name",
  "description",
  "version",
  "created",
  "updated",
  "createdClient",
  "createdUser",
  "updatedUser",
  "state",
];

const name = z.string().regex(/\S/, "must not be empty");
const tags = z.record(z.string(), z.array(z.string()));
const changeable = {
  name,
  description: z.string(),
  tags,
  fileDescription: z.looseObject({
    persisted: z.boolean().optional(),
    containerFormat: z.string().optional(),
    format: z.string().optional(),
  }),
  enableErrorDiagnostics: z.boolean(),
};
const schemaRef = z.object({
  id: z.url("must be the URI of a schema"),
  contentType: z.string().min(1, "must not be empty"),
});

/** A body of POST and PUT. Unknown fields are ignored, as the Catalog does. */
const datasetRequest = z.object(changeable).partial().extend({ name, schemaRef });
/** A body of PATCH. Fields that it may not change are refused. */
const datasetChange = z.strictObject(changeable).partial();
/** The changeable fields after a JSON Patch. The name cannot be removed. */
const patchedDataset = datasetChange.required({ name: true });

type Params = { Params: { id: string } };

/** What the routes of datasets take. */
export interface DatasetServices {
  storage: CatalogStorage;
  /** The files of batches. */
  files: { delete(batchId: string): Promise<void> };
  client: { orgId: string };
  quirks: Quirks;
  /** Milliseconds since 1970. */
  clock: () => number;
}

/** `/data/foundation/catalog/dataSets`. */
export function datasetRoutes(app: FastifyInstance, services: DatasetServices): void {
  const { storage, files, client, quirks, clock } = services;

  app.post(path, (request, reply): ObjectReferences => {
    const now = clock();
    const id = newDatasetId(now);
    const body = parseBody(datasetRequest, request.body);
    storage.datasets.put(
      request.sandbox,
      id,
      newDataset({ id, body, sandbox: request.sandbox, orgId: client.orgId, now }),
    );
    reply.code(quirks.has("lowercase-datasets") ? 200 : 201).header("location", `${path}/${id}`);
    return [datasetReference(id, quirks)];
  });

  app.get(path, (request): DatasetsById => {
    const all = storage.datasets.list(request.sandbox);
    return answerList(createdUntil(clock() - request.listLag, all), request.query, filters);
  });

  app.get<Params>(`${path}/:id`, (request): DatasetsById => {
    const dataset = findDataset(services, request.sandbox, request.params.id);
    return { [request.params.id]: chosenProperties(dataset, request.query) };
  });

  app.patch<Params>(`${path}/:id`, (request): ObjectReferences => {
    const { id } = request.params;
    const dataset = findDataset(services, request.sandbox, id);
    const change = Array.isArray(request.body)
      ? changeOfPatch(dataset, request.body)
      : parseBody(datasetChange, request.body);
    storage.datasets.put(request.sandbox, id, withChange(dataset, change, clock()));
    return [datasetReference(id, quirks)];
  });

  app.put<Params>(`${path}/:id`, (request): ObjectReferences => {
    const { id } = request.params;
    const dataset = findDataset(services, request.sandbox, id);
    const { schemaRef, ...change } = parseBody(datasetRequest, request.body);
    checkSchemaRef(dataset, schemaRef);
    storage.datasets.put(
      request.sandbox,
      id,
      withChange({ ...dataset, description: undefined, tags: systemTags(dataset) }, change, clock()),
    );
    return [datasetReference(id, quirks)];
  });

  app.delete<Params>(`${path}/:id`, async (request): Promise<ObjectReferences> => {
    const { id } = request.params;
    findDataset(services, request.sandbox, id);
    const batches = storage.transaction(() => forgetDataset(storage, request.sandbox, id));
    await Promise.all(batches.map((batchId) => files.delete(batchId)));
    return [datasetReference(id, quirks)];
  });
}

/** The datasets that existed at some time. */
function* createdUntil(time: number, datasets: Iterable<[string, Dataset]>): Generator<[string, Dataset]> {
  for (const entry of datasets) if ((entry[1].created ?? 0) <= time) yield entry;
}

/** A dataset by its id, or a 404. */
export function findDataset(
  { storage }: Pick<DatasetServices, "storage">,
  sandbox: string,
  id: string,
): Dataset {
  const dataset = storage.datasets.get(sandbox, id);
  if (!dataset) throw problem("not-found", `Dataset "${id}" does not exist in sandbox "${sandbox}".`);
  return dataset;
}

/** The dataset with a change. Tags of Adobe's own services always stay. */
function withChange(dataset: Dataset, change: Partial<Dataset>, now: number): Dataset {
  const [major, minor, patch] = (dataset.version ?? "1.0.0").split(".");
  return {
    ...dataset,
    ...change,
    tags: { ...(change.tags ?? dataset.tags), ...systemTags(dataset) },
    version: `${major}.${minor}.${Number(patch) + 1}`,
    updated: now,
  };
}

function systemTags(dataset: Dataset): NonNullable<Dataset["tags"]> {
  return Object.fromEntries(Object.entries(dataset.tags ?? {}).filter(([name]) => name.startsWith("adobe/")));
}

/** The change that a JSON Patch (RFC 6902) makes to a dataset. */
function changeOfPatch(dataset: Dataset, operations: unknown[]): Partial<Dataset> {
  let document: Dataset;
  try {
    document = jsonPatch.applyPatch(structuredClone(dataset), operations as Operation[], true).newDocument;
  } catch (error) {
    throw problem("invalid-request", `The JSON Patch cannot be applied: ${firstLine(error)}`);
  }
  const entries = Object.entries(document).filter(
    ([key, value]) => Object.hasOwn(changeable, key) || !same(value, dataset[key as keyof Dataset]),
  );
  const removed = Object.fromEntries(Object.keys(changeable).map((key) => [key, undefined]));
  return { ...removed, ...parseBody(patchedDataset, Object.fromEntries(entries)) };
}

function checkSchemaRef(dataset: Dataset, schemaRef: Dataset["schemaRef"]): void {
  if (!same(schemaRef, dataset.schemaRef)) throw problem("invalid-request", "schemaRef: cannot be changed.");
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
