import * as pulumi from "@pulumi/pulumi";
import type { ExportJobAnswers } from "../../provider/programs";
import { provider } from "../resource/connection";
import type { NestedInput } from "../resource/inputsAndOutputs";
import { lookUp, type LookupArgs } from "./find";

/** Arguments of {@link getExportJobs}. */
export interface GetExportJobsArgs extends LookupArgs {
  /** A status of AEP, such as `SUCCEEDED`. Defaults to any status. */
  status?: string;
  /** The most jobs to return. Defaults to no limit. */
  limit?: number;
}

/** An export job with its id, and the dataset it writes to. */
export interface GetExportJobResult extends ExportJobAnswers {
  /** Id of the job. */
  id: string;
  /** Id of the dataset that it writes to. */
  dataset?: string;
}

/** Export jobs, the newest first. */
export type GetExportJobsResult = GetExportJobResult[];

/** Lists export jobs, the newest first (`/export/jobs`). */
export const getExportJobs = (args: GetExportJobsArgs = {}): Promise<GetExportJobsResult> =>
  lookUp("export jobs", args, (client) => provider().lookups.getExportJobs(client, args));

/** {@link getExportJobs} for arguments that are outputs. */
export const getExportJobsOutput = (
  args: NestedInput<GetExportJobsArgs> = {},
): pulumi.Output<GetExportJobsResult> => pulumi.output(args).apply<GetExportJobsResult>(getExportJobs);
