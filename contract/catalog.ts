/** Wire shapes of the Catalog API, `/data/foundation/catalog`. */

/** A reference to an XDM schema, as a dataset carries it. */
export interface SchemaRef {
  /** Id of the schema, e.g. `https://ns.adobe.com/xdm/context/profile__union`. */
  id: string;
  /** Media type with the schema's major version, e.g. `application/vnd.adobe.xed+json;version=1`. */
  contentType: string;
}

/** How a dataset keeps its files. */
export interface FileDescription {
  /** Whether files are kept, and so seen in the union view; true for an export. */
  persisted?: boolean;
  /** What files are packed in; `parquet` for an export. */
  containerFormat?: string;
  /** What rows are written as; `parquet` for an export. */
  format?: string;
}

/** Free labels of a Catalog object: a list of values a namespace. */
export type Tags = Record<string, string[]>;

/** Body of `POST /dataSets`; any part of it is a body of `PATCH /dataSets/{id}`. */
export interface DatasetRequest {
  /** Name of the dataset; need not be unique. */
  name: string;
  /** What the dataset is for. */
  description?: string;
  /** The schema that its rows follow. */
  schemaRef: SchemaRef;
  /** How its files are kept. */
  fileDescription?: FileDescription;
  /** Labels of AEP and others. `adobe/pqs/table` names the dataset's table in Query Service. */
  tags?: Tags;
}

/** Changes of an object, RFC 6902: a body of `PATCH /dataSets/{id}`. */
export type JsonPatch = { op: "add" | "remove" | "replace"; path: string; value?: unknown }[];

/** What a dataset's rows tell of, and who takes care of it. */
export interface DatasetClassification {
  /** What kind of rows they are, e.g. `record` or `time-series`. */
  dataBehavior?: string;
  /** `CUSTOMER` or `SYSTEM`. */
  managedBy?: string;
}

/** A dataset as `GET /dataSets` answers it, without its id: that is the key it stands under. */
export interface Dataset extends Partial<DatasetRequest> {
  /** Counts changes of the dataset, e.g. `1.0.3`. */
  version?: string;
  /** The organization that owns the dataset. */
  imsOrg?: string;
  /** Id, not name, of the sandbox that holds the dataset. */
  sandboxId?: string;
  /** AEP's word, e.g. `DRAFT`. */
  state?: string;
  /** Milliseconds since 1970. */
  created?: number;
  /** Milliseconds since 1970. */
  updated?: number;
  /** API client that created the dataset. */
  createdClient?: string;
  /** Who created the dataset. */
  createdUser?: string;
  /** Who changed the dataset last. */
  updatedUser?: string;
  /** Id of the view through which its files are seen. */
  viewId?: string;
  /** Reference to its files. */
  files?: string;
  /** What its rows tell of, and who takes care of it. */
  classification?: DatasetClassification;
}

/** `GET /dataSets`, `GET /dataSets/{id}`: datasets by id. */
export type DatasetsById = Record<string, Dataset>;

/** Answer to `POST`, `PATCH` and `DELETE` of a dataset: `["@/dataSets/ID"]` (or `@/datasets/ID`). */
export type ObjectReferences = string[];

/** An object of the Catalog that a batch has to do with. */
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
  /** Who created the batch. */
  createdUser?: string;
  /** Who changed the batch last. */
  updatedUser?: string;
  /** Rows of the batch. */
  recordCount?: number;
  /** Rows that could not be written. */
  failedRecordCount?: number;
  /** What the batch has to do with: its dataset, or other batches. */
  relatedObjects?: RelatedObject[];
  /** Counts changes of the batch, e.g. `1.0.3`. */
  version?: string;
  /** What the writer of the batch has counted, by names of its own. */
  metrics?: Record<string, number>;
  /** Labels of AEP and of others. */
  tags?: Tags;
}

/** `GET /batches?dataSet=ID`, `GET /batches/{id}`: batches by id. */
export type BatchesById = Record<string, Batch>;
