import type { ServerResponse } from "node:http";
import type { AepClient } from "../../provider/aep";
import {
  type AepServer,
  type Canned,
  type Seen,
  impatientClient,
  settingsFor,
  startServer,
} from "./cannedAep";

/** A part to serve; `length` is what is announced, its true length by default. */
export interface ServedPart {
  name: string;
  bytes: Buffer;
  length?: string;
  fileId?: string;
}

/** Takes the answer to a request for bytes into its own hands, or leaves it to the server. */
export type Trouble = (seen: Seen, response: ServerResponse) => Canned | "taken" | undefined;

/** A Data Access API that serves the parts of one batch, `b1`, and honours ranges. */
export interface ExportServer {
  server: AepServer;
  client: AepClient;
  /** What befalls requests for bytes. */
  trouble: (trouble: Trouble) => void;
  /** The `Range` of each request for bytes, in their order. */
  ranges: () => (string | undefined)[];
}

export async function startExport(parts: ServedPart[]): Promise<ExportServer> {
  const server = await startServer();
  let trouble: Trouble = () => undefined;
  const idOf = ({ fileId = "b1-1" }: ServedPart) => fileId;
  server.answers((seen, { response }) => {
    const [, kind, id = ""] = /\/export\/(batches|files)\/([^/]+)/.exec(seen.path) ?? [];
    if (kind === "batches" && id !== "b1") return gone;
    if (kind === "batches")
      return { body: { data: [...new Set(parts.map(idOf))].map((fileId) => ({ dataSetFileId: fileId })) } };
    const name = seen.query.get("path");
    const own = parts.filter((part) => idOf(part) === id);
    if (name === null) {
      const data = own.map(({ name, bytes, length = String(bytes.length) }) => ({ name, length }));
      return { body: { data } };
    }
    const outcome = trouble(seen, response);
    if (outcome === "taken") return undefined;
    if (outcome !== undefined) return outcome;
    send(response, own.find((part) => part.name === name)?.bytes ?? Buffer.alloc(0), seen.headers.range);
    return undefined;
  });
  const ranges = () =>
    server.seen.filter(({ query }) => query.has("path")).map(({ headers }) => headers.range);
  const { client } = impatientClient(settingsFor(server.url));
  return { server, client, ranges, trouble: (next) => (trouble = next) };
}

/** What AEP answers where nothing is. */
export const gone: Canned = {
  status: 404,
  body: { title: "Not Found", status: 404, detail: "No such thing." },
};

function send(response: ServerResponse, bytes: Buffer, range: string | undefined): void {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range ?? "") ?? [];
  if (first === undefined) {
    response.writeHead(200, { "Content-Length": bytes.length }).end(bytes);
    return;
  }
  const slice = bytes.subarray(Number(first), last ? Number(last) + 1 : undefined);
  const span = `bytes ${first}-${Number(first) + slice.length - 1}/${bytes.length}`;
  response.writeHead(206, { "Content-Length": slice.length, "Content-Range": span }).end(slice);
}
