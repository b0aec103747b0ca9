import type { SegmentDefinition } from "../../../contract/segments";
import type { Call, Http } from "../http/http";
import { permissions } from "../http/permissions";
import { memberAt } from "../http/json";
import { queryOfLink, walk } from "../http/paging";
import { isIdentified, readById } from "./byId";

/** Segment definitions of the Segmentation API, `/data/core/ups/segment/definitions`. */
export class Segments {
  constructor(private readonly http: Http) {}

  /** Reads a segment; undefined if none has this id. */
  get(id: string): Promise<SegmentDefinition | undefined> {
    return readById(this.http, {
      operation: `Reading segment ${id}`,
      method: "GET",
      path: [...segmentsPath, id],
      permissions: permissions.viewSegments,
    });
  }

  /** Lists all segments of the sandbox. */
  list({ limit }: { limit?: number } = {}): AsyncGenerator<SegmentDefinition, void, undefined> {
    const { http } = this;
    const call: Call = {
      operation: "Listing segments",
      method: "GET",
      path: segmentsPath,
      permissions: permissions.viewSegments,
      query: { limit: pageSize, page: 0 },
    };
    return walk<SegmentDefinition>({
      http,
      call,
      limit,
      read: (answer, { query = {} }) => {
        const segments = memberAt(answer.body, "segments");
        if (!Array.isArray(segments) || !segments.every(isIdentified)) {
          throw http.malformed(call, answer, "holds no segments with ids");
        }
        const link = memberAt(answer.body, "link", "next");
        const unlinked =
          segments.length >= pageSize ? { ...query, page: Number(query["page"]) + 1 } : undefined;
        return { items: segments, next: queryOfLink(link, query) ?? unlinked };
      },
      idOf: ({ id }) => id,
    });
  }
}

const segmentsPath = ["/data/core/ups", "segment", "definitions"] as const;
const pageSize = 100;
