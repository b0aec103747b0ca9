/** Wire shapes of the Catalog API, `/data/foundation/catalog`. */

/** The reference of a dataset to its XDM schema. */
export interface SchemaRef {
  /** Id of the schema, e.g. `https://ns.adobe.com/xdm/context/profile__union`. */
  id: string;
  /** Media type with the schema's major version, e.g. `application/vnd.adobe.xed+json;version=1`. */
  contentType: string;
}

/** How the files of a dataset are stored. */
export interface FileDescription {
  /** Whether files are kept, so that the union view shows them; true for an export. */
  persisted?: boolean;
  /** The format of file containers; `parquet` for an export. */
  containerFormat?: string;
  /** The format of rows; `parquet` for an export. */
  format?: string;
}

/** Free labels of a Catalog object: for each namespace, a list of values. */
export type Tags = Record<string, string[]>;

/** Body of `POST /dataSets`. `PATCH /dataSets/{id}` takes any part of it. */
export interface DatasetRequest {
  /** Name of the dataset; need not be unique. */
  name: string;
  /** What the dataset is for. */
  description?: string;
  /** The schema that its rows follow. */
  schemaRef: SchemaRef;
  /** How its files are stored. */
  fileDescription?: FileDescription;
  /** Labels of AEP and others. `adobe/pqs/table` names the dataset's table in Query Service. */
  tags?: Tags;
}

/** Changes of an object (RFC 6902), another body of `PATCH /dataSets/{id}`. */
export type JsonPatch = { op: "add" | "remove" | "replace"; path: string; value?: unknown }[];

/** The kind of a dataset's rows, and who manages the dataset. */
export interface DatasetClassification {
  /** The kind of rows, e.g. `record` or `time-series`. */
  dataBehavior?: string;
  /** `CUSTOMER` or `SYSTEM`. */
  managedBy?: string;
}

/** A dataset as `GET /dataSets` answers it, without its id, which is its key in the answer. */
export interface Dataset extends Partial<DatasetRequest> {
  /** Counts changes of the dataset, e.g. `1.0.3`. */
  version?: string;
  /** The organization that owns the dataset. */
  imsOrg?: string;
  /** Id, not name, of the sandbox that holds the dataset. */
  sandboxId?: string;
  /** State of the dataset in AEP's words, e.g. `DRAFT`. */
  state?: string;
  /** Milliseconds since 1970. */
  created?: number;
  /** Milliseconds since 1970. */
  updated?: number;
  /** API client that created the dataset. */
  createdClient?: string;
  /** The user who created the dataset. */
  createdUser?: string;
  /** The user who changed the dataset last. */
  updatedUser?: string;
  /** Id of the view of its files. */
  viewId?: string;
  /** Reference to its files. */
  files?: string;
  /** The kind of its rows, and who manages it. */
  classification?: DatasetClassification;
}

/** `GET /dataSets`, `GET /dataSets/{id}`: datasets by id. */
export type DatasetsById = Record<string, Dataset>;

/** Answer to `POST`, `PATCH` and `DELETE` of a dataset: `["@/dataSets/ID"]` (or `@/datasets/ID`). */
export type ObjectReferences = string[];

/** An object of the Catalog that is related to a batch. */
export interface RelatedObject {
  /** Kind of the object, e.g. `dataSet` or `batch`. */
  type: string;
  /** Id of the object. */
  id: string;
}

/** A batch as `GET /batches` answers it, without its id. */
export interface Batch {
  /** `success`, `failed`, `active`, `processing`, `staging`, `aborted`, … */
  status?: string;
  /** The organization that owns the batch. */
  imsOrg?: string;
  /** Id, not name, of the sandbox that holds the batch. */
  sandboxId?: string;
  /** Milliseconds since 1970. */
  created?: number;
  /** Milliseconds since 1970. */
  updated?: number;
  /** Milliseconds since 1970. */
  completed?: number;
  /** API client that created the batch. */
  createdClient?: string;
  /** The user who created the batch. */
  createdUser?: string;
  /** The user who changed the batch last. */
  updatedUser?: string;
  /** Rows of the batch. */
  recordCount?: number;
  /** Rows that could not be written. */
  failedRecordCount?: number;
  /** Related objects: its dataset, or other batches. */
  relatedObjects?: RelatedObject[];
  /** Counts changes of the batch, e.g. `1.0.3`. */
  version?: string;
  /** Counts of the program that wrote the batch, under names that it chose. */
  metrics?: Record<string, number>;
  /** Labels of AEP and of others. */
  tags?: Tags;
}

/** `GET /batches?dataSet=ID`, `GET /batches/{id}`: batches by id. */
export type BatchesById = Record<string, Batch>;
