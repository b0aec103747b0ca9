/** Wire shapes of the Data Access API, `/data/foundation/export`. */

/** A link to another resource of the API. */
export interface Link {
  self: { href: string };
}

/** A file of a batch: a set of one or more parts. */
export interface BatchFile {
  dataSetFileId: string;
  dataSetViewId?: string;
  version?: string;
  /** Milliseconds since 1970, as a decimal string. */
  created?: string;
  /** Milliseconds since 1970, as a decimal string. */
  updated?: string;
  /** Rows, as a decimal string. */
  records?: string;
  /** Bytes, as a decimal string. */
  size?: string;
  isValid?: boolean;
  _links?: Link;
}

/** One part of a file; its bytes are at `GET /files/{dataSetFileId}?path={name}`. */
export interface FilePart {
  name: string;
  /** Bytes, as a decimal string. */
  length: string;
  _links?: Link;
}

/** The size of a page. */
export interface DataAccessPage {
  limit?: number;
  count?: number;
}

/** `GET /batches/{batchId}/files`. */
export interface BatchFiles {
  data: BatchFile[];
  _page?: DataAccessPage;
  _links?: { next?: { href: string }; page?: { href: string; templated?: boolean } };
}

/** `GET /files/{dataSetFileId}`. */
export interface FileParts {
  data: FilePart[];
  _page?: DataAccessPage;
  _links?: { next?: { href: string }; page?: { href: string; templated?: boolean } };
}
