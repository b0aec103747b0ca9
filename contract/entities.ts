/** Wire shapes of Profile Access (`/data/core/ups/access/entities`). */

/** A merged profile. */
export interface ProfileEntity {
  /** AEP's own id of the profile, its XID. */
  entityId: string;
  mergePolicy?: { id: string };
  /** Ids of the datasets that parts of the profile came from. */
  sources?: string[];
  /** XIDs of the identities that make the profile. */
  identityGraph?: string[];
  /** The profile in XDM. */
  entity: Record<string, unknown>;
  /** RFC 3339. */
  lastModifiedAt?: string;
}

/** `GET /access/entities`: the profile by its XID. */
export type ProfileEntities = Record<string, ProfileEntity>;

/** A refusal of Profile Access. A profile that is not found has the status only. */
export interface ProfileAccessErrorBody {
  message?: string;
  cause?: string;
  /** The HTTP status, as text. */
  statusCode: string;
}
