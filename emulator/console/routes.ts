import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import * as z from "zod";
import type { BatchView, ConsoleState } from "./page/state";
import { consoleState, newestBatches, type ConsoleServices } from "./view";
import { problem } from "../http/errors";
import { nonEmptyText, parseQuery, text } from "../http/query";
import type { Files } from "../dataAccess/batchFolders";
import { previewRows } from "../dataAccess/preview";
import { findBatch } from "../catalog/batches";
import { findDataset } from "../catalog/datasets";

const path = "/emulator/console";

/** The files that the page loads. Nothing else in its folder is served. */
const assets = [
  "console.css",
  "console.mjs",
  "contents.mjs",
  "elements.mjs",
  "faults.mjs",
  "icon.svg",
  "jobs.mjs",
];
const mediaTypes: Record<string, string> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/**
 * The page runs and loads only its own files, turns no text into markup, and cannot be framed by
 * another page.
 */
const pageHeaders = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-cache",
};

/**
 * `/`, the console's page, and `/emulator/console`, its data. Like all control calls they need no
 * token and meet no fault.
 */
export function consoleRoutes(app: FastifyInstance, services: ConsoleServices & { files: Files }): void {
  const { storage, files } = services;

  app.get("/", (_request, reply) => sendFile(reply, "index.html"));
  for (const asset of assets) app.get(`${path}/${asset}`, (_request, reply) => sendFile(reply, asset));

  app.get(path, (request): ConsoleState => {
    const { status } = parseQuery(z.object({ status: nonEmptyText }), request.query);
    return consoleState(services, sandboxOf(request, services), status);
  });

  app.get(`${path}/batches`, (request): BatchView[] => {
    const sandbox = sandboxOf(request, services);
    const { dataset = "" } = parseQuery(z.object({ dataset: text }), request.query);
    findDataset(services, sandbox, dataset);
    return newestBatches(storage, sandbox, dataset);
  });

  app.get(`${path}/rows`, async (request, reply) => {
    const { batch: id = "" } = parseQuery(z.object({ batch: text }), request.query);
    const { parts } = findBatch(services, sandboxOf(request, services), id);
    const rows = await previewRows([{ folder: files.folder(id), parts }]);
    return reply.type("application/json; charset=utf-8").send(`[${rows.join(",")}]`);
  });
}

/** The sandbox that the query names. Defaults to the first one. */
function sandboxOf({ query }: FastifyRequest, { sandboxes }: ConsoleServices): string {
  const { sandbox = sandboxes[0] } = parseQuery(z.object({ sandbox: nonEmptyText }), query);
  if (sandbox === undefined || !sandboxes.includes(sandbox))
    throw problem("not-found", `Sandbox "${sandbox}" does not exist.`);
  return sandbox;
}

async function sendFile(reply: FastifyReply, file: string): Promise<FastifyReply> {
  const mediaType = mediaTypes[file.split(".").at(-1) ?? ""] ?? "";
  return reply
    .headers(pageHeaders)
    .type(mediaType)
    .send(await readFile(join(pageFolder(), file)));
}

/** The folder of the page. Compiled code is in `dist/console`, one level deeper than the source. */
function pageFolder(): string {
  const beside = join(__dirname, "page");
  return existsSync(join(beside, "index.html")) ? beside : join(__dirname, "..", "..", "console", "page");
}
