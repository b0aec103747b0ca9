/** Wire shapes of dataset expirations (`/data/core/hygiene/ttl`) and their quota (`/data/core/hygiene/quota`). */

/** Where an expiration stands. AEP deletes the dataset once it is `executing`. */
export type ExpirationStatus = "pending" | "executing" | "completed" | "cancelled";

/** The date on which AEP deletes a dataset. */
export interface DatasetExpiration {
  /** Id of the expiration: `SD-` and a UUID. */
  ttlId: string;
  /** Id of the dataset that it deletes. */
  datasetId: string;
  /** Name of the dataset. */
  datasetName?: string;
  /** Name of the sandbox that holds the dataset. */
  sandboxName?: string;
  /** Name of the expiration. */
  displayName?: string;
  /** What it is for. */
  description?: string;
  /** The organization that owns the dataset. */
  imsOrg?: string;
  status: ExpirationStatus;
  /** When the dataset expires, in ISO 8601; written otherwise than it was sent. */
  expiry: string;
  /** When the expiration was made or last changed, in ISO 8601. */
  updatedAt?: string;
  /** Name, mail and id of who did so. */
  updatedBy?: string;
  /** What became of it, with `?include=history`. */
  history?: ExpirationEvent[];
}

/** One entry of an expiration's history. */
export interface ExpirationEvent {
  /** A status, or `created` or `updated`. */
  status: ExpirationStatus | "created" | "updated";
  /** When the dataset was to expire then, in ISO 8601. */
  expiry: string;
  /** In ISO 8601. */
  updatedAt: string;
  updatedBy: string;
}

/** Body of `POST /ttl`. */
export interface ExpirationRequest {
  datasetId: string;
  /** ISO 8601; without an offset in UTC, a bare date is its midnight. At least 24 hours ahead. */
  expiry: string;
  displayName: string;
  description?: string;
}

/** Body of `PUT /ttl/{ttlId}`: at least one of them. */
export type ExpirationChange = Partial<Omit<ExpirationRequest, "datasetId">>;

/** `GET /ttl`. */
export interface ExpirationPage {
  results: DatasetExpiration[];
  /** Counted from 0. */
  current_page: number;
  total_pages: number;
  total_count: number;
}

/** How many there may be of something, and how many there are. */
export interface Quota {
  name: string;
  description?: string;
  consumed: number;
  quota: number;
}

/** `GET /quota`. */
export interface Quotas {
  quotas: Quota[];
}
