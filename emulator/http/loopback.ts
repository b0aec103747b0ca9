import type { FastifyInstance } from "fastify";
import { problem } from "./errors";

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/**
 * Refuses calls to the routes of `app` whose `Host` is not this machine. This stops DNS rebinding:
 * a web page whose name resolves to 127.0.0.1 still sends its own name.
 */
export function refuseForeignHosts(app: FastifyInstance): void {
  app.addHook("onRequest", ({ hostname }, _reply, done) => {
    if (!loopback.test(hostname)) throw problem("foreign-host", `Host "${hostname}" is not this machine.`);
    done();
  });
}
