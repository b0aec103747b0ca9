import { isDeepStrictEqual } from "node:util";
import type { FileDescription, SchemaRef, Tags } from "../../contract/catalog";
import { isRecord } from "../aep/http/json";
import { isUnknown } from "../inputs/unknown";

/** What a program says of a target dataset. */
export interface TargetDatasetInputs {
  /**
   * Name of the dataset in AEP: one line, not empty, without blanks at its ends. It need not be
   * unique. Changing it updates the dataset.
   */
  name: string;
  /**
   * What the dataset is for. One or more lines, without blanks at its ends. Changing it updates the
   * dataset.
   */
  description?: string;
  /**
   * Labels: a list of values for each namespace, e.g. `{ team: ["crm"] }`. Changing them updates
   * the dataset. Tags that AEP or others add are left alone. Namespaces that begin with `adobe/`
   * are reserved for AEP.
   */
  tags?: Tags;
  /**
   * The schema of the dataset. AEP exports only to datasets that are based on the profile union
   * schema. Defaults to that schema, `https://ns.adobe.com/xdm/context/profile__union`. Changing it
   * replaces the dataset.
   */
  schemaRef?: SchemaRef;
  /**
   * How the dataset keeps its files. Defaults to persisted Parquet files. Changing it replaces the
   * dataset.
   */
  fileDescription?: FileDescription;
  /**
   * The sandbox to hold the dataset. Defaults to the one configured (`aep:sandboxName`). Changing
   * it replaces the dataset.
   */
  sandboxName?: string;
  /**
   * Whether the dataset may be deleted while it holds batches. Their data is deleted with it.
   * Defaults to false: deleting the dataset then fails while it holds batches. Changing it changes
   * nothing in AEP.
   */
  forceDestroy?: boolean;
  /**
   * Id of an existing dataset that the resource takes over, instead of creating one. Its name,
   * description and tags become those given here; its data stays. A dataset that another resource
   * owns is refused. From then on the dataset belongs to the resource: `pulumi destroy` deletes it,
   * unless `retainOnDelete` is set; if it holds data, only with `forceDestroy`. Defaults to
   * creating a dataset. The id of another dataset replaces the resource; removing `adopt` later
   * changes nothing.
   */
  adopt?: string;
}

/** The union schema of XDM Individual Profile, on which every target of a profile export is based. */
export const profileUnionSchema: SchemaRef = {
  id: "https://ns.adobe.com/xdm/context/profile__union",
  contentType: "application/vnd.adobe.xed+json;version=1",
};

/** The files that an export writes. */
export const parquetFiles: FileDescription = {
  persisted: true,
  containerFormat: "parquet",
  format: "parquet",
};

/**
 * Brings inputs to one form for one meaning, so that only real changes count: values that equal
 * their defaults are left out.
 */
export function normaliseTargetDataset<Inputs extends Partial<TargetDatasetInputs>>(inputs: Inputs): Inputs {
  const { schemaRef, fileDescription, forceDestroy, description, tags, ...rest } = inputs;
  const files = isUnknown(fileDescription) ? fileDescription : { ...parquetFiles, ...fileDescription };
  // Tags that are not known yet are the text of a placeholder.
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
