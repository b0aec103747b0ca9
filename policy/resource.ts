/**
 * What the rules read of the resources of pulumi-aep, as the program declares them. A pack is deployed alone, so it repeats
 * the few properties that it needs; `aep.TargetDatasetArgs` and `aep.ExportJobArgs` tell all of them.
 */
export interface TargetDataset {
  /** The sandbox to hold the dataset; the configured one where the program names none. */
  sandboxName?: string;
  /** Labels, a list of values a namespace. */
  tags?: Record<string, string[]>;
  /** Whether the dataset may be deleted while it holds data. */
  forceDestroy?: boolean;
}

/** See {@link TargetDataset}. */
export interface ExportJob {
  /** The sandbox to export in; the configured one where the program names none. */
  sandboxName?: string;
  /** Dot paths, as an array or one comma-separated string; undefined for all fields. */
  fields?: string | string[];
  filter?: { segments?: object[]; emptyProfiles?: boolean };
  additionalFields?: {
    eventList?: { fields?: string | string[]; filter?: { fromIngestTimestamp?: string } };
  };
  timeouts?: { create?: string };
}

/** A kind of resource, with the properties that a rule for it reads. */
export interface ResourceKind<Declared> {
  /** As the engine spells it. */
  type: string;
  /** As messages call it. */
  noun: string;
  /** There at compile time only, to tell one kind from another. */
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
