import * as pulumi from "@pulumi/pulumi";
import type { Dataset } from "../../contract/catalog";
import type { AepClient } from "../../provider";
import type { NestedInput } from "../resource/inputsAndOutputs";
import { findAll, findOne, mapEach, type LookupArgs, type NameOrId } from "./find";

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
  findOne("dataset", args, (client) => ({
    byId: async (id) => {
      const dataset = await client.datasets.get(id);
      return dataset && { id, ...dataset };
    },
    all: () => list(client, { name: args.name }),
  }));

/** {@link getDataset} for arguments that are outputs. */
export const getDatasetOutput = (args: NestedInput<GetDatasetArgs>): pulumi.Output<GetDatasetResult> =>
  pulumi.output(args).apply<GetDatasetResult>(getDataset);

/** Lists datasets by exact name and by tags, the oldest first (`/dataSets`). */
export const getDatasets = (args: GetDatasetsArgs = {}): Promise<GetDatasetsResult> =>
  findAll("datasets", args, (client) => list(client, args));

/** {@link getDatasets} for arguments that are outputs. */
export const getDatasetsOutput = (
  args: NestedInput<GetDatasetsArgs> = {},
): pulumi.Output<GetDatasetsResult> => pulumi.output(args).apply<GetDatasetsResult>(getDatasets);

const list = ({ datasets }: AepClient, args: GetDatasetsArgs): AsyncIterable<GetDatasetResult> =>
  mapEach(datasets.list(args), ({ id, dataset }) => ({ id, ...dataset }));
