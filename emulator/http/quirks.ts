import type { ProblemBody, WrappedErrorBody } from "../../contract/errors";
import type { ExportJob, ExportJobPage } from "../../contract/exportJobs";

/** Answers on which AEP's documents disagree. Each name switches on the less common variant. */
export const quirkNames = [
  "dataSetId",
  "batches-object",
  "delete-200",
  "lowercase-datasets",
  "odd-status",
  "no-next-link",
  "wrapped-errors",
] as const;

export type Quirk = (typeof quirkNames)[number];

/** The quirks that are switched on. */
export type Quirks = ReadonlySet<Quirk>;

/** An export job with the quirks `dataSetId`, `batches-object` and `odd-status`. */
export function quirkyJob(job: ExportJob, quirks: Quirks): ExportJob {
  const { datasetId, batches, ...destination } = job.destination;
  const [lone, ...others] = Array.isArray(batches) ? batches : [];
  return {
    ...job,
    status: quirks.has("odd-status") && job.status === "PROCESSING" ? "PUSHING_TO_LAKE" : job.status,
    destination: {
      ...(quirks.has("dataSetId") ? { dataSetId: datasetId } : { datasetId }),
      ...destination,
      ...(batches && {
        batches: quirks.has("batches-object") && lone && others.length === 0 ? lone : batches,
      }),
    },
  };
}

/** A page of export jobs with the quirks of its jobs and `no-next-link`. */
export function quirkyPage(page: ExportJobPage, quirks: Quirks): ExportJobPage {
  const records = page.records.map((job) => quirkyJob(job, quirks));
  return quirks.has("no-next-link") ? { ...page, records, link: undefined } : { ...page, records };
}

/** A reference to a dataset: `@/dataSets/ID`, or `@/datasets/ID` with the quirk. */
export function datasetReference(id: string, quirks: Quirks): string {
  return `@/${quirks.has("lowercase-datasets") ? "datasets" : "dataSets"}/${id}`;
}

/** A service's refusal: Problem Details, or with the quirk wrapped under its status. */
export function quirkyProblem(
  body: ProblemBody,
  { quirks, requestId }: { quirks: Quirks; requestId: string },
): ProblemBody | WrappedErrorBody {
  if (!quirks.has("wrapped-errors")) return body;
  const { type, status = 0, title = "", detail = title } = body;
  return {
    requestId,
    errors: { [status]: [{ code: status, message: detail }] },
    type,
    title: detail,
    status,
  };
}
