import type { SegmentJob } from "../../../contract/segmentJobs";
import type { Call, Http } from "../http/http";
import { permissions } from "../http/permissions";
import { memberAt } from "../http/json";
import { walk } from "../http/paging";
import { isIdentified } from "./byId";
import { nextPage } from "./nextPage";

/** Which segment jobs to list. */
export interface SegmentJobQuery {
  /** A status of AEP. Defaults to any status. */
  status?: SegmentJob["status"];
  /** Only jobs that name this segment. AEP does not find jobs of more than 1,500 segments by it. */
  segmentId?: string;
  /** The most jobs to list. Defaults to all. */
  limit?: number;
}

/** Segment jobs of the Segmentation API, `/data/core/ups/segment/jobs`: evaluations of segments. */
export class SegmentJobs {
  constructor(private readonly http: Http) {}

  /** Lists jobs, the newest first. */
  list({ status, segmentId, limit }: SegmentJobQuery = {}): AsyncGenerator<SegmentJob, void, undefined> {
    const { http } = this;
    const call: Call = {
      operation: "Listing segment jobs",
      method: "GET",
      path: ["/data/core/ups", "segment", "jobs"],
      permissions: permissions.viewSegments,
      query: {
        status,
        sort: "creationTime:desc",
        limit: Math.min(limit ?? pageSize, pageSize),
        property: segmentId === undefined ? undefined : `segments~segmentId==${segmentId}`,
      },
    };
    return walk<SegmentJob>({
      http,
      call,
      limit,
      read: (answer, { query }) => {
        const children = memberAt(answer.body, "children");
        if (!Array.isArray(children) || !children.every(isIdentified))
          throw http.malformed(call, answer, "holds no segment jobs with ids");
        return { items: children as SegmentJob[], next: nextPage(answer.body, query) };
      },
      idOf: ({ id }) => id,
    });
  }
}

const pageSize = 100;
