import type { FastifyInstance, FastifyRequest } from "fastify";
import { problem } from "../errors";

/** The rest of Adobe's paths: what the emulator does not do, it says. */
export function unsupportedRoutes(app: FastifyInstance, prefix: string): void {
  app.all(`${prefix}/*`, (request: FastifyRequest) => {
    const path = request.url.split("?", 1)[0];
    throw problem("not-supported", `${request.method} ${path} is not supported by the emulator.`);
  });
}
