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
  persisted?: boolean;
  containerFormat?: string;
  format?: string;
}

/** Free labels of a Catalog object: a list of values a namespace. */
export type Tags = Record<string, string[]>;

/** Body of `POST /dataSets`; any part of it is a body of `PATCH /dataSets/{id}`. */
export interface DatasetRequest {
  name: string;
  description?: string;
  schemaRef: SchemaRef;
  fileDescription?: FileDescription;
  tags?: Tags;
}

/** Changes of an object, RFC 6902: a body of `PATCH /dataSets/{id}`. */
export type JsonPatch = { op: "add" | "remove" | "replace"; path: string; value?: unknown }[];

/** A dataset as `GET /dataSets` answers it, without its id: that is the key it stands under. */
export interface Dataset extends Partial<DatasetRequest> {
  version?: string;
  imsOrg?: string;
  sandboxId?: string;
  state?: string;
  /** Milliseconds since 1970. */
  created?: number;
  /** Milliseconds since 1970. */
  updated?: number;
  createdClient?: string;
  createdUser?: string;
  updatedUser?: string;
  viewId?: string;
  files?: string;
  classification?: { dataBehavior?: string; managedBy?: string };
}

/** `GET /dataSets`, `GET /dataSets/{id}`: datasets by id. */
export type DatasetsById = Record<string, Dataset>;

/** Answer to `POST`, `PATCH` and `DELETE` of a dataset: `["@/dataSets/ID"]` (or `@/datasets/ID`). */
export type ObjectReferences = string[];

/** A batch as `GET /batches` answers it, without its id. */
export interface Batch {
  /** `success`, `failed`, `active`, `processing`, `staging`, `aborted`, … */
  status?: string;
  imsOrg?: string;
  sandboxId?: string;
  /** Milliseconds since 1970. */
  created?: number;
  /** Milliseconds since 1970. */
  updated?: number;
  /** Milliseconds since 1970. */
  completed?: number;
  createdClient?: string;
  createdUser?: string;
  updatedUser?: string;
  recordCount?: number;
  failedRecordCount?: number;
  relatedObjects?: { type: string; id: string }[];
  version?: string;
  metrics?: Record<string, number>;
  tags?: Tags;
}

/** `GET /batches?dataSet=ID`, `GET /batches/{id}`: batches by id. */
export type BatchesById = Record<string, Batch>;
