import type { FastifyInstance } from "fastify";
import type { ProfileAccessErrorBody } from "../../contract/entities";
import * as z from "zod";
import { ApiError, problem } from "../http/errors";
import { nonEmptyText, parseQuery } from "../http/query";
import { defaultMergePolicy } from "../profileConfig/mergePolicies";
import type { SegmentServices } from "../profileConfig/segments";
import type { LookUp } from "../profiles/index";

const path = "/data/core/ups/access/entities";
const schemaName = "_xdm.context.profile";
const documentedSchemas = [
  "_xdm.context.account",
  "_xdm.context.opportunity",
  "_xdm.context.experienceevent",
];
/** AEP does not process a profile with more. */
const mostIdentities = 50;

const entityQuery = z.object({
  "schema.name": nonEmptyText,
  entityId: nonEmptyText,
  entityIdNS: nonEmptyText,
  mergePolicyId: nonEmptyText,
  fields: nonEmptyText,
});
type EntityQuery = z.infer<typeof entityQuery>;

/** What the routes of profile access take. */
type EntityServices = Pick<SegmentServices, "storage" | "profiles" | "recordsLoaded">;

/** `GET /data/core/ups/access/entities`: one profile by its identity. */
export function entityRoutes(app: FastifyInstance, services: EntityServices): void {
  const { storage, profiles, recordsLoaded } = services;

  app.get(path, async (request, reply) => {
    const { sandbox } = request;
    const query = parseQuery(entityQuery, request.query);
    const identity = identityOf(query);
    const { mergePolicyId, fields } = query;
    const mergePolicy =
      mergePolicyId === undefined
        ? defaultMergePolicy(sandbox, storage)
        : storage.mergePolicies.get(sandbox, mergePolicyId);
    if (!mergePolicy)
      throw refusal(
        400,
        `mergePolicyId: merge policy "${mergePolicyId}" does not exist in sandbox "${sandbox}".`,
      );
    await recordsLoaded;
    const [found, other] = await profiles.lookUp({ sandbox, identity, mergePolicy, fields });
    if (!found) throw new ApiError(404, { statusCode: "404" } satisfies ProfileAccessErrorBody);
    if (other) {
      throw problem(
        "not-supported",
        `GET ${path} by an identity that several profiles share is not supported: the emulator stitches no identities.`,
      );
    }
    if (found.identities > mostIdentities) {
      throw refusal(422, `The profile has ${found.identities} identities, more than ${mostIdentities}.`);
    }
    const around = JSON.stringify({
      entityId: found.xid,
      mergePolicy: { id: mergePolicy.id },
      sources: found.sources,
      identityGraph: [found.xid],
      lastModifiedAt: new Date(found.ingested).toISOString(),
    });
    const entity = `${around.slice(0, -1)},"entity":${found.json}}`;
    return reply.type("application/json; charset=utf-8").send(`{${JSON.stringify(found.xid)}:${entity}}`);
  });
}

function identityOf(query: EntityQuery): LookUp["identity"] {
  const schema = query["schema.name"];
  if (schema !== undefined && documentedSchemas.includes(schema))
    throw problem(
      "not-supported",
      `schema.name ${schema} is not supported by the emulator; ${schemaName} is.`,
    );
  if (schema !== schemaName) throw refusal(400, `schema.name: must be ${schemaName}.`);
  const { entityId: id, entityIdNS: namespace } = query;
  if (!id) throw refusal(400, "entityId: must not be empty.");
  return namespace === undefined ? { xid: id } : { namespace, id };
}

/** A refusal in the form of Profile Access. */
function refusal(status: 400 | 422, message: string): ApiError {
  const body: ProfileAccessErrorBody = { message, cause: message, statusCode: String(status) };
  return new ApiError(status, body);
}
