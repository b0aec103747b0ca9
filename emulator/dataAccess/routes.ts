import { send } from "@fastify/send";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { BatchFile, BatchFiles, FileParts, FilePart } from "../../contract/dataAccess";
import type { BatchRecord } from "../catalog/batchStore";
import * as z from "zod";
import { problem } from "../http/errors";
import { parseQuery, text, whole } from "../http/query";
import type { Files } from "./batchFolders";
import { previewRows } from "./preview";
import { findBatch, type BatchServices } from "../catalog/batches";
import { findDataset } from "../catalog/datasets";

const path = "/data/foundation/export";
type Params = { Params: { id: string } };

const pageQuery = z.object({
  limit: whole({ least: 1, most: 100, preset: 100 }),
  start: whole({ preset: 0 }),
});

/** What the routes of Data Access take. */
export interface DataAccessServices extends BatchServices {
  files: Files;
}

/**
 * `/data/foundation/export`. A batch has one dataset file. Its parts are the Parquet files of the
 * export.
 */
export function dataAccessRoutes(app: FastifyInstance, services: DataAccessServices): void {
  const { storage, files } = services;

  app.get<Params>(`${path}/batches/:id/files`, (request): BatchFiles => {
    const { id } = request.params;
    const { batch, datasetId, parts } = findBatch(services, request.sandbox, id);
    const { viewId } = storage.datasets.get(request.sandbox, datasetId) ?? {};
    const file: BatchFile = {
      dataSetFileId: `${id}-1`,
      dataSetViewId: viewId,
      version: batch.version,
      created: String(batch.created),
      updated: String(batch.updated),
      records: String(batch.recordCount),
      size: String(parts.reduce((sum, { length }) => sum + length, 0)),
      isValid: true,
      _links: { self: { href: `${origin(request)}${path}/files/${id}-1` } },
    };
    // What failed has left no parts.
    return page(parts.length > 0 ? [file] : [], request);
  });

  app.get<Params>(`${path}/files/:id`, async (request, reply): Promise<FileParts | FastifyReply> => {
    const { id } = request.params;
    const batchId = id.replace(/-1$/, "");
    if (batchId === id) throw unknownFile(id, request.sandbox);
    const { parts } = findFile(services, request.sandbox, { id, batchId });
    const name = parseQuery(z.object({ path: text }), request.query).path;
    if (name !== undefined) {
      // Only names that the batch lists are read, so that no path leads out of its folder.
      if (!parts.some((part) => part.name === name))
        throw problem("not-found", `File "${id}" has no part "${name}".`);
      return sendPart({ request, reply, folder: files.folder(batchId), name });
    }
    if (request.method === "HEAD") throw problem("invalid-request", "path: HEAD needs the name of a part.");
    const all = parts.map(({ name: part, length }): FilePart => {
      const href = `${origin(request)}${path}/files/${id}?path=${encodeURIComponent(part)}`;
      return { name: part, length: String(length), _links: { self: { href } } };
    });
    return page(all, request);
  });

  app.get<Params>(`${path}/datasets/:id/preview`, async (request, reply) => {
    const { id } = request.params;
    findDataset(services, request.sandbox, id);
    const batches = [...storage.batches.ofDataset(request.sandbox, id)].reverse();
    const rows = await previewRows(
      batches.map(([batchId, { parts }]) => ({ folder: files.folder(batchId), parts })),
    );
    return reply.type("application/json; charset=utf-8").send(`{"data":[${rows.join(",")}]}`);
  });
}

function findFile(
  services: DataAccessServices,
  sandbox: string,
  { id, batchId }: { id: string; batchId: string },
): BatchRecord {
  const record = services.storage.batches.get(sandbox, batchId);
  if (!record) throw unknownFile(id, sandbox);
  return record;
}

interface Part {
  request: FastifyRequest;
  reply: FastifyReply;
  folder: string;
  name: string;
}

/** Sends the bytes of a part, or the range that `Range` asks for. */
async function sendPart({ request, reply, folder, name }: Part): Promise<FastifyReply> {
  const { statusCode, headers, stream } = await send(request.raw, encodeURIComponent(name), {
    root: folder,
    contentType: false,
    cacheControl: false,
  });
  if (statusCode === 416) {
    stream.destroy();
    throw problem("range-not-satisfiable", `Range "${request.headers.range}" lies outside the file.`, {
      "content-range": String(headers["Content-Range"]),
    });
  }
  return reply.code(statusCode).headers(headers).header("content-type", "application/parquet").send(stream);
}

/** The page of a list that `start` and `limit` ask for. */
export function page<T>(all: T[], request: FastifyRequest): { data: T[]; _page: object; _links: object } {
  const { limit, start } = parseQuery(pageQuery, request.query);
  const data = all.slice(start, start + limit);
  const here = `${origin(request)}${request.url.split("?", 1)[0]}`;
  const next =
    start + limit < all.length ? { next: { href: `${here}?start=${start + limit}&limit=${limit}` } } : {};
  return {
    data,
    _page: { limit, count: data.length },
    _links: { ...next, page: { href: `${here}?start={start}&limit={limit}`, templated: true } },
  };
}

/** The address by which the caller reaches the emulator. */
export function origin(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`;
}

function unknownFile(id: string, sandbox: string): Error {
  return problem("not-found", `File "${id}" does not exist in sandbox "${sandbox}".`);
}
