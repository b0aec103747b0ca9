import type { ExportJob } from "../../aep";
import type { ExportJobInputs } from "./inputs";
import { normaliseExportJob } from "./normalise";
import { declarationOfJob } from "./request";

/** A job of AEP as a new program declares it: in the shortest form. */
export function importableJob(job: ExportJob): ExportJobInputs {
  const inputs = normaliseExportJob({ dataset: "", ...declarationOfJob(job) });
  // AEP answers the version that it used, even if the request asked for the newest one.
  return inputs.mergePolicy === undefined
    ? inputs
    : { ...inputs, mergePolicy: { id: inputs.mergePolicy.id } };
}
