import type { FastifyInstance } from "fastify";
import { faultsSchema, type ActiveFaults, type FaultReport } from "./rules";
import { parseBody } from "../http/requestBody";

const path = "/emulator/faults";

/** `/emulator/faults`: reads, replaces and removes the fault rules of a running emulator. */
export function faultRoutes(app: FastifyInstance, faults: ActiveFaults): void {
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
