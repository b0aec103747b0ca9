import type { FastifyInstance } from "fastify";
import formbody from "@fastify/formbody";
import type { ImsToken } from "../../contract/ims";
import { ApiError } from "../http/errors";
import type { Client, Tokens } from "./tokens";

/** Scopes of OAuth server-to-server credentials. */
const knownScopes: ReadonlySet<string> = new Set([
  "openid",
  "AdobeID",
  "session",
  "read_organizations",
  "additional_info",
  "additional_info.job_function",
  "additional_info.projectedProductContext",
  "additional_info.roles",
  "adobeio_api",
  "adobeio.appregistry.read",
]);

/** What the token endpoint takes. */
export interface ImsServices {
  tokens: Tokens;
  client: Client;
}

/**
 * `POST /ims/token/v2` and `/v3`: OAuth server-to-server tokens. Fields come in a form body or in
 * the query.
 */
export async function imsRoutes(app: FastifyInstance, services: ImsServices): Promise<void> {
  await app.register(formbody);
  for (const version of ["v2", "v3"]) {
    app.post(`/ims/token/${version}`, (request): ImsToken => {
      const fields = { ...(request.query as Fields), ...(request.body as Fields | undefined) };
      checkCredentials(fields, services);
      checkScope(fields.scope);
      return {
        access_token: services.tokens.issue(),
        token_type: "bearer",
        expires_in: services.tokens.lifetime,
      };
    });
  }
}

type Fields = Partial<Record<"grant_type" | "client_id" | "client_secret" | "scope", unknown>>;

function checkCredentials(fields: Fields, { client }: ImsServices): void {
  if (!fields.grant_type) throw refusal("invalid_request", "missing grant_type parameter");
  if (fields.grant_type !== "client_credentials") {
    throw refusal("unsupported_grant_type", "grant_type must be client_credentials");
  }
  if (!fields.client_id) throw refusal("invalid_client", "missing client_id parameter");
  if (fields.client_id !== client.clientId) throw refusal("invalid_client", "invalid client_id parameter");
  if (!fields.client_secret) throw refusal("invalid_client", "missing client_secret parameter");
  if (fields.client_secret !== client.clientSecret)
    throw refusal("invalid_client", "invalid client_secret parameter");
}

function checkScope(scope: unknown): void {
  const scopes = typeof scope === "string" ? scope.split(/[\s,]+/).filter(Boolean) : [];
  if (scopes.length === 0) throw refusal("invalid_scope", "missing scope parameter");
  const unknown = scopes.filter((name) => !knownScopes.has(name));
  if (unknown.length > 0) throw refusal("invalid_scope", `unknown scope: ${unknown.join(", ")}`);
}

function refusal(error: string, description: string): ApiError {
  return new ApiError(400, { error, error_description: description });
}
