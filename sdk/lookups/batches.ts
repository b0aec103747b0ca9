import * as pulumi from "@pulumi/pulumi";
import type { Batch } from "../../contract/catalog";
import type { NestedInput } from "../resource/inputsAndOutputs";
import { findAll, type LookupArgs } from "./find";

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
  findAll("batches", args, ({ batches }) => batches.list({ dataSet: args.dataset, limit: args.limit }));

/** {@link getBatches} for arguments that are outputs. */
export const getBatchesOutput = (args: NestedInput<GetBatchesArgs>): pulumi.Output<GetBatchesResult> =>
  pulumi.output(args).apply<GetBatchesResult>(getBatches);
