/**
 * The properties of a target dataset that the rules read, as the program declares them. A pack is
 * deployed alone, so it repeats the few properties that it needs; `aep.TargetDatasetArgs` and
 * `aep.ExportJobArgs` have all of them.
 */
export interface TargetDataset {
  /** The sandbox of the dataset; the configured one if the program names none. */
  sandboxName?: string;
  /** Tags: a list of values for each namespace. */
  tags?: Record<string, string[]>;
  /** Whether the dataset may be deleted while it holds data. */
  forceDestroy?: boolean;
}

/** The properties of an export job that the rules read: see {@link TargetDataset}. */
export interface ExportJob {
  /** The sandbox of the export; the configured one if the program names none. */
  sandboxName?: string;
  /** Dot paths, as an array or one comma-separated string; undefined for all fields. */
  fields?: string | string[];
  filter?: { segments?: object[]; emptyProfiles?: boolean };
  additionalFields?: {
    eventList?: { fields?: string | string[]; filter?: { fromIngestTimestamp?: string } };
  };
  timeouts?: { create?: string };
  /** The most profiles that it would export; only in a preview with `aep:estimateProfiles`. */
  estimatedProfiles?: number;
}

/** The properties of a dataset's expiration that the rules read: see {@link TargetDataset}. */
export interface DatasetExpiration {
  /** An instant in ISO 8601. */
  expiry?: string;
  /** An ISO 8601 duration, such as `P30D`. */
  retention?: string;
}

/** A kind of resource, with the properties that a rule for it reads. */
export interface ResourceKind<Declared> {
  /** The type in the engine. */
  type: string;
  /** The name in messages. */
  noun: string;
  /** Never set: it only ties the kind to its properties for the compiler. */
  declared?: Declared;
}

export const targetDataset: ResourceKind<TargetDataset> = {
  type: "pulumi-nodejs:dynamic/aep:TargetDataset",
  noun: "Target dataset",
};

export const exportJob: ResourceKind<ExportJob> = {
  type: "pulumi-nodejs:dynamic/aep:ExportJob",
  noun: "Export job",
};

export const datasetExpiration: ResourceKind<DatasetExpiration> = {
  type: "pulumi-nodejs:dynamic/aep:DatasetExpiration",
  noun: "Dataset expiration",
};
