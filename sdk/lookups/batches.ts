import * as pulumi from "@pulumi/pulumi";
import type { Batch } from "../../contract/catalog";
import { provider } from "../resource/connection";
import type { NestedInput } from "../resource/inputsAndOutputs";
import { lookUp, type LookupArgs } from "./find";

/** Arguments of {@link getBatches}. */
export interface GetBatchesArgs extends LookupArgs {
  /** Id of the dataset that holds the batches. */
  dataset: string;
  /** The most batches to return. Defaults to no limit. */
  limit?: number;
}

/** A batch with its id. */
export interface GetBatchResult extends Batch {
  /** Id of the batch. */
  id: string;
}

/** Batches, the oldest first. */
export type GetBatchesResult = GetBatchResult[];

/** Lists the batches of a dataset with their record counts, the oldest first (`/batches`). */
export const getBatches = (args: GetBatchesArgs): Promise<GetBatchesResult> =>
  lookUp("batches", args, (client) => provider().lookups.getBatches(client, args));

/** {@link getBatches} for arguments that are outputs. */
export const getBatchesOutput = (args: NestedInput<GetBatchesArgs>): pulumi.Output<GetBatchesResult> =>
  pulumi.output(args).apply<GetBatchesResult>(getBatches);
