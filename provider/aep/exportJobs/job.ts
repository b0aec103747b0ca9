import type { ExportJobError, ExportJob as JobAnswer, SegmentBatch } from "../../../contract/exportJobs";
import { oneLine, withoutStop } from "../http/errors";
import { isRecord } from "../http/json";

/** Where a job stands. An unknown status is `pending`: AEP adds words for work under way. */
export type JobState = "pending" | "succeeded" | "failed" | "cancelling" | "cancelled";

/** An export job in one form, whichever variant AEP answers. */
export interface ExportJob extends Omit<JobAnswer, "id" | "destination" | "errors"> {
  /** AEP's number, as decimal text. */
  id: string;
  /** The status word as AEP spells it. */
  status: string;
  state: JobState;
  destination: { datasetId?: string; segmentPerBatch: boolean };
  /** The batch of each segment. Empty without `segmentPerBatch`, and until the job has written. */
  batches: SegmentBatch[];
  /** Ids of all batches of the job, whichever field names them. */
  batchIds: string[];
  errors: ExportJobError[];
}

/** Brings a job to its one form; undefined if the value is not a job. */
export function readJob(value: unknown): ExportJob | undefined {
  if (!isRecord(value)) return undefined;
  const id = idOf(value["id"]);
  const status = value["status"];
  if (id === undefined || typeof status !== "string" || status === "") return undefined;
  const answer = value as unknown as JobAnswer;
  const destination = isRecord(value["destination"]) ? answer.destination : {};
  const { datasetId, dataSetId, segmentPerBatch, batchId, batches } = destination;
  const segmentBatches = [batches ?? []].flat().filter(isRecord);
  const batchIds = [batchId, ...segmentBatches.map((batch) => batch.batchId)].filter(isFilled);
  return {
    ...answer,
    id,
    status,
    state: states[status.toUpperCase()] ?? "pending",
    destination: {
      datasetId: [datasetId, dataSetId].find(isFilled),
      segmentPerBatch: segmentPerBatch === true,
    },
    batches: segmentBatches,
    batchIds: [...new Set(batchIds)],
    errors: Array.isArray(answer.errors) ? answer.errors.filter(isRecord) : [],
  };
}

/** Says how a job ended: `ended FAILED: 0100000003 No such merge policy (request 7f3a…)`. */
export function endInWords({ status, errors, requestId }: ExportJob): string {
  const causes = errors.map(causeInWords).join("; ");
  return oneLine(`ended ${status}${causes && `: ${causes}`}${requestId ? ` (request ${requestId})` : ""}`);
}

/** Code and cause of an error, as far as AEP gives them, without the full stop of a sentence. */
export const causeInWords = ({ code, msg }: ExportJobError): string =>
  withoutStop([code, msg].filter(Boolean).join(" "));

const states: Record<string, JobState> = {
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  CANCELLING: "cancelling",
  CANCELLED: "cancelled",
};

/** An id that JavaScript cannot hold exactly is refused: rounded, it would name another job. */
function idOf(id: unknown): string | undefined {
  if (typeof id === "number") return Number.isSafeInteger(id) ? String(id) : undefined;
  return isFilled(id) ? id : undefined;
}

const isFilled = (value: unknown): value is string => typeof value === "string" && value !== "";
