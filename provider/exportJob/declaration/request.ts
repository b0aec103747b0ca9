import type { ExportJobRequest } from "../../../contract/exportJobs";
import type { ExportJob } from "../../aep";
import { profileSchemaName, type ExportJobInputs } from "./inputs";

/** The inputs that the request of a job does not hold. */
const besideRequest = [
  "adopt",
  "timeouts",
  "triggers",
  "sandboxName",
] as const satisfies (keyof ExportJobInputs)[];

/** The inputs that AEP is told. Only the native plugin has `waitForCompletion` as an input. */
type RequestInputs = Omit<ExportJobInputs, (typeof besideRequest)[number] | "waitForCompletion">;

/** The names of the inputs that the request of a job is made of. */
export const requestKeys = Object.keys({
  dataset: true,
  fields: true,
  mergePolicy: true,
  filter: true,
  additionalFields: true,
  segmentPerBatch: true,
  schemaName: true,
  evaluationInfo: true,
} satisfies Record<keyof RequestInputs, true>) as (keyof RequestInputs)[];

/** The names of all inputs of a job. */
export const inputNames = [...requestKeys, ...besideRequest];

/** The body of `POST /export/jobs`: what the program says, as the program says it. */
export function exportRequest(inputs: ExportJobInputs): ExportJobRequest {
  const { dataset, fields, additionalFields, mergePolicy, filter, evaluationInfo } = inputs;
  const eventList = additionalFields?.eventList;
  const request: { [Key in keyof Required<ExportJobRequest>]: ExportJobRequest[Key] } = {
    fields: joined(fields),
    mergePolicy,
    filter,
    additionalFields: eventList && { eventList: { ...eventList, fields: joined(eventList.fields) } },
    destination: { datasetId: dataset, segmentPerBatch: inputs.segmentPerBatch },
    schema: { name: inputs.schemaName ?? profileSchemaName },
    evaluationInfo,
  };
  return JSON.parse(JSON.stringify(request)) as ExportJobRequest;
}

/** A job of AEP as a program would declare it. */
export function declarationOfJob(job: ExportJob): Partial<ExportJobInputs> {
  const { fields, mergePolicy, filter, additionalFields, schema, evaluationInfo, destination } = job;
  return {
    dataset: destination.datasetId,
    fields,
    mergePolicy,
    filter,
    additionalFields,
    segmentPerBatch: destination.segmentPerBatch || undefined,
    schemaName: schema?.name,
    evaluationInfo,
  } satisfies Record<keyof RequestInputs, unknown>;
}

/** The paths of `["a.b", "c"]` or of `"a.b, c"`. */
export const pathsOf = (fields: string | string[]): string[] =>
  (typeof fields === "string" ? fields.split(",") : fields).map((path) => path.trim());

const joined = (fields: string | string[] | undefined): string | undefined =>
  fields && pathsOf(fields).join(",");
