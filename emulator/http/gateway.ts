import type { FastifyInstance, FastifyRequest } from "fastify";
import { gatewayError, problem } from "./errors";

declare module "fastify" {
  interface FastifyRequest {
    /** The sandbox that the call names. It exists: the gateway has checked it. */
    sandbox: string;
  }
}

/** What the gateway checks calls against. */
export interface GatewayServices {
  tokens: { isValid(token: string): boolean };
  client: { clientId: string; orgId: string };
  /** Names of the sandboxes that exist. */
  sandboxes: readonly string[];
}

/**
 * Checks every call to the routes of `app` before its body is read, as Adobe's API gateway does.
 */
export function addGateway(app: FastifyInstance, services: GatewayServices): void {
  app.decorateRequest("sandbox", "");
  app.addHook("onRequest", (request, _reply, done) => {
    checkToken(request, services);
    checkKey(request, services);
    checkOrg(request, services);
    request.sandbox = sandboxOf(request, services);
    done();
  });
}

function checkToken(request: FastifyRequest, { tokens }: GatewayServices): void {
  const { authorization } = request.headers;
  if (!authorization) throw gatewayError("tokenMissing");
  const [scheme, token] = authorization.split(/ +/, 2);
  if (scheme?.toLowerCase() !== "bearer" || !token || !tokens.isValid(token))
    throw gatewayError("tokenInvalid");
}

function checkKey(request: FastifyRequest, { client }: GatewayServices): void {
  const key = request.headers["x-api-key"];
  if (!key) throw gatewayError("keyMissing");
  if (key !== client.clientId) throw gatewayError("keyInvalid");
}

function checkOrg(request: FastifyRequest, { client }: GatewayServices): void {
  const org = request.headers["x-gw-ims-org-id"];
  if (!org) throw gatewayError("headerMissing");
  if (org !== client.orgId) throw gatewayError("orgInvalid");
}

function sandboxOf(request: FastifyRequest, { client, sandboxes }: GatewayServices): string {
  const sandbox = request.headers["x-sandbox-name"];
  if (!sandbox) throw gatewayError("headerMissing");
  if (typeof sandbox !== "string" || !sandboxes.includes(sandbox)) {
    throw problem(
      "sandbox-not-found",
      `Sandbox "${String(sandbox)}" does not exist in organization ${client.orgId}.`,
    );
  }
  return sandbox;
}
