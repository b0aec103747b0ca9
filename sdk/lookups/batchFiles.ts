import * as pulumi from "@pulumi/pulumi";
import type { ExportedPart } from "../../provider/programs";
import { provider } from "../resource/connection";
import type { NestedInput } from "../resource/inputsAndOutputs";
import { lookUp, type LookupArgs } from "./find";

/** Arguments of {@link getBatchFiles}. */
export interface GetBatchFilesArgs extends LookupArgs {
  /** Id of the batch. */
  batchId: string;
}

/** The files of a batch, part by part. */
export type GetBatchFilesResult = ExportedPart[];

/** Lists the files of a batch, part by part, with sizes in bytes (Data Access API). */
export const getBatchFiles = (args: GetBatchFilesArgs): Promise<GetBatchFilesResult> =>
  lookUp("files", args, (client) => provider().lookups.getBatchFiles(client, args));

/** {@link getBatchFiles} for arguments that are outputs, such as `job.batchIds[0]`. */
export const getBatchFilesOutput = (
  args: NestedInput<GetBatchFilesArgs>,
): pulumi.Output<GetBatchFilesResult> => pulumi.output(args).apply<GetBatchFilesResult>(getBatchFiles);
