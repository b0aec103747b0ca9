import * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../../contract/catalog";
import { provider } from "../resource/connection";
import type { NestedInput } from "../resource/inputsAndOutputs";
import { lookUp, type LookupArgs, type NameOrId } from "./find";

/** Arguments of {@link getDataset}. */
export type GetDatasetArgs = NameOrId;

/** A dataset with its id. */
export interface GetDatasetResult extends Dataset {
  /** Id of the dataset. */
  id: string;
}

/** Arguments of {@link getDatasets}. */
export interface GetDatasetsArgs extends LookupArgs {
  /** Exact name of the datasets. Defaults to any name. */
  name?: string;
  /** A value that each of these namespaces must hold. Defaults to any tags. */
  tags?: Record<string, string>;
  /** The most datasets to return. Defaults to no limit. */
  limit?: number;
}

/** Datasets, the oldest first. */
export type GetDatasetsResult = GetDatasetResult[];

/** Finds a dataset by name or id (`/dataSets`), also at preview. */
export const getDataset = (args: GetDatasetArgs): Promise<GetDatasetResult> =>
  lookUp("dataset", args, (client) => provider().lookups.getDataset(client, args));

/** {@link getDataset} for arguments that are outputs. */
export const getDatasetOutput = (args: NestedInput<GetDatasetArgs>): pulumi.Output<GetDatasetResult> =>
  pulumi.output(args).apply<GetDatasetResult>(getDataset);

/** Lists datasets by exact name and by tags, the oldest first (`/dataSets`). */
export const getDatasets = (args: GetDatasetsArgs = {}): Promise<GetDatasetsResult> =>
  lookUp("datasets", args, (client) => provider().lookups.getDatasets(client, args));

/** {@link getDatasets} for arguments that are outputs. */
export const getDatasetsOutput = (
  args: NestedInput<GetDatasetsArgs> = {},
): pulumi.Output<GetDatasetsResult> => pulumi.output(args).apply<GetDatasetsResult>(getDatasets);
