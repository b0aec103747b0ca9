import type { ProfileEntity } from "../../../contract/entities";
import { unlessGone } from "../http/errors";
import type { Call, Http } from "../http/http";
import { isRecord } from "../http/json";
import { permissions } from "../http/permissions";

/** Which profile to read, and how AEP merges it. */
export interface EntityLookUp {
  /** The value of the identity, or the profile's XID if no namespace is given. */
  id: string;
  /** Code of the identity's namespace, such as `Email`. */
  namespace?: string;
  /** Id of the merge policy. Defaults to AEP's default for the schema. */
  mergePolicyId?: string;
}

/** Profiles of Profile Access, `/data/core/ups/access/entities`. What it answers is personal data. */
export class Entities {
  constructor(private readonly http: Http) {}

  /** Reads a merged profile; undefined if none has this identity. */
  async get({ id, namespace, mergePolicyId }: EntityLookUp): Promise<ProfileEntity | undefined> {
    const call: Call = {
      // The identity is personal data: it stays out of errors and of lines about repeats.
      operation: "Reading a profile",
      method: "GET",
      path: ["/data/core/ups", "access", "entities"],
      permissions: permissions.viewProfiles,
      query: {
        "schema.name": "_xdm.context.profile",
        entityId: id,
        entityIdNS: namespace,
        mergePolicyId,
      },
    };
    const answer = await unlessGone(this.http.send(call));
    if (answer === undefined) return undefined;
    const [found, ...others] = isRecord(answer.body) ? Object.values(answer.body) : [];
    if (others.length > 0 || !isEntity(found)) throw this.http.malformed(call, answer, "is not one profile");
    return found;
  }
}

const isEntity = (value: unknown): value is ProfileEntity => isRecord(value) && isRecord(value["entity"]);
