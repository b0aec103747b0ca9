import type { FilePart } from "../../../contract/dataAccess";
import type { Call, Http } from "../http/http";
import { isRecord, memberAt } from "../http/json";
import { permissions } from "../http/permissions";

/** The most bytes of a file that are read. */
const readLimit = 65_536;

/**
 * What Data Access tells of a batch that failed: `/data/foundation/export/batches/{id}/failed` and
 * `/meta`. The files hold rows, and with them personal data.
 */
export class Diagnostics {
  constructor(private readonly http: Http) {}

  /** The names of the files that could not be written, 100 at most. */
  failed(batchId: string): Promise<string[]> {
    return this.#names({ batchId, kind: "failed" });
  }

  /** The names of the files and folders in a folder of `/meta`, 100 at most. */
  meta(batchId: string, folder?: string): Promise<string[]> {
    return this.#names({ batchId, kind: "meta", path: folder });
  }

  /** The beginning of a file below `/meta`. */
  async read(batchId: string, path: string): Promise<string> {
    const call = callFor({ batchId, kind: "meta", path });
    const { body } = await this.http.stream({ ...call, headers: { Accept: "*/*" } });
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of body) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length >= readLimit) break;
    }
    return this.http.connection.redactor.redact(Buffer.concat(chunks).toString("utf8"));
  }

  async #names(place: Place): Promise<string[]> {
    const call = callFor(place);
    const answer = await this.http.send(call);
    const entries = memberAt(answer.body, "data");
    if (!Array.isArray(entries)) throw this.http.malformed(call, answer, "holds no data");
    const { redactor } = this.http.connection;
    return entries.filter(isFile).map(({ name }) => redactor.redact(name));
  }
}

interface Place {
  batchId: string;
  kind: "failed" | "meta";
  path?: string;
}

const callFor = ({ batchId, kind, path }: Place): Call => ({
  operation: `Reading why batch ${batchId} failed`,
  method: "GET",
  path: ["/data/foundation/export", "batches", batchId, kind],
  permissions: permissions.viewDatasets,
  query: { path },
});

const isFile = (entry: unknown): entry is FilePart => isRecord(entry) && typeof entry["name"] === "string";
