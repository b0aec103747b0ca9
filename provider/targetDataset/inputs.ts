import { isDeepStrictEqual } from "node:util";
import type { FileDescription, SchemaRef, Tags } from "../../contract/catalog";
import { isRecord } from "../aep/http/json";
import { isUnknown } from "../inputs/unknown";

/** What a program says of a target dataset. */
export interface TargetDatasetInputs {
  /**
   * Name of the dataset, as users of AEP see it. Not empty, in one line, and without blanks at its ends; AEP does
   * not ask for it to be unique. Changing it updates the dataset.
   */
  name: string;
  /** What the dataset is for. May have several lines, and no blanks at its ends. Changing it updates the dataset. */
  description?: string;
  /**
   * Labels, a list of values a namespace, e.g. `{ team: ["crm"] }`. Changing them updates the dataset. Tags that AEP or
   * others add are left alone. Namespaces that begin with `adobe/` are AEP's own.
   */
  tags?: Tags;
  /**
   * The schema of the dataset. An export can only be written to a dataset that is based on the profile union schema.
   * Defaults to that schema, `https://ns.adobe.com/xdm/context/profile__union`. Changing it replaces the dataset.
   */
  schemaRef?: SchemaRef;
  /** How the dataset keeps its files. Defaults to persisted Parquet files. Changing it replaces the dataset. */
  fileDescription?: FileDescription;
  /** The sandbox to hold the dataset. Defaults to the one configured (`aep:sandboxName`). Changing it replaces the dataset. */
  sandboxName?: string;
  /**
   * Whether the dataset may be deleted while it holds batches; their data goes with it. Defaults to false: deleting it
   * then fails as long as it holds any. Changing it touches the state only.
   */
  forceDestroy?: boolean;
  /**
   * Id of a dataset that exists already and that the resource is to take over, instead of making one. Its name, description
   * and tags become those given here; its data stays. A dataset that another
   * resource owns is refused. From then on it is the resource's own: `pulumi destroy` deletes it, unless `retainOnDelete` is
   * set, and with its data only with `forceDestroy`. Defaults to making a dataset.
   * Giving the id of another dataset replaces the resource; leaving it out later changes nothing.
   */
  adopt?: string;
}

/** The XDM Individual Profile union schema, which every target of a profile export is based on. */
export const profileUnionSchema: SchemaRef = {
  id: "https://ns.adobe.com/xdm/context/profile__union",
  contentType: "application/vnd.adobe.xed+json;version=1",
};

/** Files as an export writes them. */
export const parquetFiles: FileDescription = {
  persisted: true,
  containerFormat: "parquet",
  format: "parquet",
};

/** One form for one meaning, so that only real changes count as such: what equals its default is left out. */
export function normaliseTargetDataset<Inputs extends Partial<TargetDatasetInputs>>(inputs: Inputs): Inputs {
  const { schemaRef, fileDescription, forceDestroy, description, tags, ...rest } = inputs;
  const files = isUnknown(fileDescription) ? fileDescription : { ...parquetFiles, ...fileDescription };
  // Not known yet, tags are a text.
  const labels = isRecord(tags) ? withoutEmpty(tags) : tags;
  return {
    ...rest,
    ...(schemaRef && !isDeepStrictEqual(schemaRef, profileUnionSchema) && { schemaRef }),
    ...(!isDeepStrictEqual(files, parquetFiles) && { fileDescription: files }),
    ...(forceDestroy && { forceDestroy }),
    ...(description && { description }),
    ...(labels && Object.keys(labels).length > 0 && { tags: labels }),
  } as Inputs;
}

const withoutEmpty = (tags: Tags): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([, values]) => values.length > 0));
