import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { FileParts, FilePart } from "../../contract/dataAccess";
import * as z from "zod";
import { problem } from "../http/errors";
import { parseQuery, text } from "../http/query";
import { findBatch, type BatchServices } from "../catalog/batches";
import { origin, page } from "./routes";
import type { TextFiles } from "../catalog/diagnostics";

const path = "/data/foundation/export/batches/:id";

/** `/batches/{id}/failed` and `/meta` of Data Access: why a batch failed. Those of any other batch are empty. */
export function diagnosticsRoutes(app: FastifyInstance, services: BatchServices): void {
  for (const kind of ["failed", "meta"] as const) {
    app.get<{ Params: { id: string } }>(`${path}/${kind}`, (request, reply): FileParts | FastifyReply => {
      const { id } = request.params;
      const files = findBatch(services, request.sandbox, id).diagnostics?.[kind] ?? {};
      const wanted = parseQuery(z.object({ path: text }), request.query).path;
      const content = wanted === undefined ? undefined : fileAt(files, wanted);
      if (content !== undefined) return reply.type("application/octet-stream").send(content);
      const below = entries(files, wanted === undefined ? "" : `${wanted}/`);
      if (wanted !== undefined && below.length === 0)
        throw problem("not-found", `Batch "${id}" has no path "${wanted}" below /${kind}.`);
      return page(
        below.map((entry) => described(entry, files, request)),
        request,
      );
    });
  }
}

function fileAt(files: TextFiles, name: string): string | undefined {
  return Object.hasOwn(files, name) ? files[name] : undefined;
}

/** The paths of the files and folders in a folder. */
function entries(files: TextFiles, folder: string): string[] {
  const inside = Object.keys(files).filter((name) => name.startsWith(folder));
  return [...new Set(inside.map((name) => folder + (name.slice(folder.length).split("/", 1)[0] ?? "")))];
}

function described(entry: string, files: TextFiles, request: FastifyRequest): FilePart {
  const here = `${origin(request)}${request.url.split("?", 1)[0]}`;
  return {
    name: entry.split("/").at(-1) ?? entry,
    length: String(Buffer.byteLength(fileAt(files, entry) ?? "")),
    _links: { self: { href: `${here}?path=${encodeURIComponent(entry)}` } },
  };
}
