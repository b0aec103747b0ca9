import type { Readable } from "node:stream";
import type { BatchFile, FilePart } from "../../../contract/dataAccess";
import type { Call, Http } from "../http/http";
import { permissions } from "../http/permissions";
import { isRecord, memberAt } from "../http/json";
import { hrefOfNext, type Page, queryOfLink, walk } from "../http/paging";
import type { Answer } from "../http/exchange";
import { sliceBytes } from "./sliceBytes";

/** Which bytes of a part to read. */
export interface ReadOptions {
  /** First byte to read. Defaults to 0. */
  start?: number;
  /** The byte to stop before, greater than `start`. Defaults to the length of the part. */
  end?: number;
}

/** Files of batches, from the Data Access API, `/data/foundation/export`. */
export class Files {
  constructor(private readonly http: Http) {}

  /** Lists the files of a batch. */
  ofBatch(batchId: string): AsyncGenerator<BatchFile, void, undefined> {
    const operation = `Listing files of batch ${batchId}`;
    return this.#walk<BatchFile>({
      operation,
      path: [root, "batches", batchId, "files"],
      idField: "dataSetFileId",
    });
  }

  /** Lists the parts of a file. */
  parts(fileId: string): AsyncGenerator<FilePart, void, undefined> {
    const operation = `Listing parts of file ${fileId}`;
    return this.#walk<FilePart>({ operation, path: [root, "files", fileId], idField: "name" });
  }

  /** Reads the length of a part, in bytes. */
  async head(fileId: string, name: string): Promise<number> {
    const call: Call = {
      ...partCall(fileId, name),
      operation: `Reading the length of ${name} of file ${fileId}`,
      method: "HEAD",
    };
    const answer = await this.http.send(call);
    const length = answer.headers["content-length"];
    if (length === undefined || !/^\d+$/.test(length))
      throw this.http.malformed(call, answer, "holds no length");
    return Number(length);
  }

  /**
   * Reads the bytes of a part. If the connection breaks, the stream fails with an `AepError`. The bytes
   * received before that are good: a later call may continue after them.
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
    const call: Call = {
      operation,
      method: "GET",
      path,
      permissions: permissions.viewDatasets,
      query: { start: 0, limit: pageSize },
    };
    const read = (answer: Answer<unknown>, { query = {} }: Call): Page<Item> => {
      const items = memberAt(answer.body, "data");
      if (!Array.isArray(items)) throw http.malformed(call, answer, "holds no data");
      if (!items.every((item) => isRecord(item) && typeof item[idField] === "string")) {
        throw http.malformed(call, answer, `holds an entry without ${idField}`);
      }
      const full = items.length >= pageSize;
      const unlinked = full ? { ...query, start: Number(query["start"]) + items.length } : undefined;
      return { items: items as Item[], next: queryOfLink(hrefOfNext(answer.body), query) ?? unlinked };
    };
    return walk({ http, call, read, idOf: (item) => item[idField] as string });
  }
}

const root = "/data/foundation/export";
/** The most entries that Data Access answers in one call. */
const pageSize = 100;

function partCall(fileId: string, name: string): Call {
  return {
    operation: `Reading ${name} of file ${fileId}`,
    method: "GET",
    path: [root, "files", fileId],
    permissions: permissions.viewDatasets,
    query: { path: name },
    // Lengths and ranges count stored bytes; in a compressed answer they would not fit.
    headers: { Accept: "*/*", "Accept-Encoding": "identity" },
  };
}
