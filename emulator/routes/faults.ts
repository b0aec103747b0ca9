import type { FastifyInstance } from "fastify";
import { problem } from "../errors";
import { faultsSchema, type ActiveFaults, type FaultReport } from "../faults";
import { parseBody } from "../requestBody";

const path = "/emulator/faults";

/** `/emulator/faults`: the rules for what goes wrong, read, replaced and taken back while the emulator runs. */
export function faultRoutes(app: FastifyInstance, faults: ActiveFaults): void {
  app.addHook("onRequest", (request, _reply, done) => {
    checkHost(request.hostname);
    done();
  });

  app.get(path, (): FaultReport => faults.report());

  app.put(path, (request): FaultReport => {
    faults.replace(parseBody(faultsSchema, request.body));
    return faults.report();
  });

  app.delete(path, async (_request, reply) => {
    faults.replace({});
    return reply.code(204).send();
  });
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** A web page whose name was made to lead here still sends its own name. */
function checkHost(host: string): void {
  if (!loopback.test(host)) throw problem("foreign-host", `Host "${host}" is not this machine.`);
}
