import type { Readable } from "node:stream";
import type { BatchFile, FilePart } from "../../../contract/dataAccess";
import type { Call, Http } from "../http/http";
import { isRecord } from "../http/json";
import { type Page, queryOfLink, walk } from "../http/paging";
import type { Answer } from "../http/exchange";
import { sliceBytes } from "./sliceBytes";

/** Which bytes of a part to read. */
export interface ReadOptions {
  /** First byte to read. Defaults to 0. */
  start?: number;
  /** First byte not to read, greater than `start`. Defaults to the length of the part. */
  end?: number;
}

/** Files of batches, from the Data Access API, `/data/foundation/export`. */
export class Files {
  constructor(private readonly http: Http) {}

  /** The files of a batch. */
  ofBatch(batchId: string): AsyncGenerator<BatchFile, void, undefined> {
    const operation = `Listing files of batch ${batchId}`;
    return this.#walk<BatchFile>({
      operation,
      path: [root, "batches", batchId, "files"],
      idField: "dataSetFileId",
    });
  }

  /** The parts of a file. */
  parts(fileId: string): AsyncGenerator<FilePart, void, undefined> {
    const operation = `Listing parts of file ${fileId}`;
    return this.#walk<FilePart>({ operation, path: [root, "files", fileId], idField: "name" });
  }

  /** The length of a part in bytes. */
  async head(fileId: string, name: string): Promise<number> {
    const call: Call = {
      ...partCall(fileId, name),
      operation: `Reading the length of ${name} of file ${fileId}`,
      method: "HEAD",
    };
    const answer = await this.http.send(call);
    const length = answer.headers["content-length"];
    if (length === undefined || !/^\d+$/.test(length))
      throw this.http.malformed(call, answer, "tells no length");
    return Number(length);
  }

  /**
   * The bytes of a part. The stream fails with an `AepError` where the connection breaks; bytes that came before that
   * are good, so that a later call may go on after them.
   */
  async read(fileId: string, name: string, { start = 0, end }: ReadOptions = {}): Promise<Readable> {
    const call = partCall(fileId, name);
    const whole = start === 0 && end === undefined;
    if (!whole)
      call.headers = { ...call.headers, Range: `bytes=${start}-${end === undefined ? "" : end - 1}` };
    const answer = await this.http.stream(call);
    if (answer.status === 200) return whole ? answer.body : sliceBytes(answer.body, { start, end });
    const first = /^bytes (\d+)-/.exec(answer.headers["content-range"] ?? "")?.[1];
    if (Number(first) === start) return answer.body;
    answer.body.destroy();
    throw this.http.malformed(call, answer, `does not begin at byte ${start}`);
  }

  #walk<Item extends object>({
    operation,
    path,
    idField,
  }: {
    operation: string;
    path: Call["path"];
    idField: keyof Item & string;
  }) {
    const { http } = this;
    const call: Call = { operation, method: "GET", path, query: { start: 0, limit: pageSize } };
    const read = (answer: Answer<unknown>, { query = {} }: Call): Page<Item> => {
      const { body } = answer;
      if (!isRecord(body) || !Array.isArray(body["data"]))
        throw http.malformed(call, answer, "holds no data");
      const items: unknown[] = body["data"];
      if (!items.every((item) => isRecord(item) && typeof item[idField] === "string")) {
        throw http.malformed(call, answer, `holds an entry without ${idField}`);
      }
      const link =
        isRecord(body["_links"]) && isRecord(body["_links"]["next"])
          ? body["_links"]["next"]["href"]
          : undefined;
      const full = items.length >= pageSize;
      const unlinked = full ? { ...query, start: Number(query["start"]) + items.length } : undefined;
      return { items: items as Item[], next: queryOfLink(link, query) ?? unlinked };
    };
    return walk({ http, call, read, idOf: (item) => item[idField] as string });
  }
}

const root = "/data/foundation/export";
/** Data Access answers at most this many entries a call. */
const pageSize = 100;

function partCall(fileId: string, name: string): Call {
  return {
    operation: `Reading ${name} of file ${fileId}`,
    method: "GET",
    path: [root, "files", fileId],
    query: { path: name },
    // Lengths and ranges count bytes as they are stored, which a compressed answer would not.
    headers: { Accept: "*/*", "Accept-Encoding": "identity" },
  };
}
