import { maxHeaderSize } from "node:http";
import fastify, { type FastifyInstance } from "fastify";
import { addCallFaults } from "./faults/onCalls";
import { errorRenderer, problem, type Log } from "./http/errors";
import { addGateway, type GatewayServices } from "./http/gateway";
import { newRequestId } from "./ids";
import { refuseForeignHosts } from "./http/loopback";
import { batchRoutes } from "./catalog/batches";
import { consoleRoutes } from "./console/routes";
import type { ConsoleServices } from "./console/view";
import { dataAccessRoutes, type DataAccessServices } from "./dataAccess/routes";
import { datasetRoutes, type DatasetServices } from "./catalog/datasets";
import { exportJobRoutes, type ExportJobServices } from "./exportJobs/routes";
import { faultRoutes } from "./faults/routes";
import { imsRoutes, type ImsServices } from "./ims/routes";
import { mergePolicyRoutes } from "./profileConfig/mergePolicies";
import { collectRoutes, refuseOtherMethods } from "./http/otherMethods";
import { segmentRoutes, type SegmentServices } from "./profileConfig/segments";
import { unknownRoutes, unsupportedRoutes } from "./http/unsupported";

/** What the rooms of one running emulator take. */
type Services = ImsServices &
  GatewayServices &
  DatasetServices &
  DataAccessServices &
  SegmentServices &
  ExportJobServices &
  ConsoleServices;

/** A body of more bytes is refused. No real export request comes near. */
const bodyLimit = 1024 * 1024;
/** A longer id does not reach its route. Node reads no longer request heads. */
const idLimit = maxHeaderSize;

/** The HTTP server with all routes, not yet listening. */
export async function createApp(services: Services, log: Log): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit,
    forceCloseConnections: true,
    requestIdHeader: "x-request-id",
    genReqId: newRequestId,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: idLimit },
  });
  app.setErrorHandler(errorRenderer({ log, quirks: services.quirks }));
  app.setNotFoundHandler(({ method, url }) => {
    throw problem(
      "not-found",
      `${method} ${url.split("?", 1)[0]}: the path is none that the emulator knows.`,
    );
  });
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    done();
  });
  await app.register(async (adobe) => {
    addCallFaults(adobe, services.faults);
    await adobe.register(async (ims) => {
      const routes = collectRoutes(ims);
      await imsRoutes(ims, services);
      refuseOtherMethods(ims, routes);
    });
    await adobe.register((platform, _options, done) => {
      addPlatformRoutes(platform, services);
      done();
    });
  });
  await app.register((control, _options, done) => {
    refuseForeignHosts(control);
    const routes = collectRoutes(control);
    readJsonBodies(control, ["application/json"]);
    faultRoutes(control, services.faults);
    consoleRoutes(control, services);
    refuseOtherMethods(control, routes);
    done();
  });
  return app;
}

function addPlatformRoutes(app: FastifyInstance, services: Services): void {
  addGateway(app, services);
  const routes = collectRoutes(app);
  readJsonBodies(app, ["application/json", "application/json-patch+json"]);
  datasetRoutes(app, services);
  batchRoutes(app, services);
  exportJobRoutes(app, services);
  dataAccessRoutes(app, services);
  segmentRoutes(app, services);
  mergePolicyRoutes(app, services);
  unsupportedRoutes(app);
  refuseOtherMethods(app, routes);
  unknownRoutes(app, "/data");
}

/**
 * Reads bodies of these media types as JSON. A DELETE may announce JSON and have an empty body, as
 * Adobe's services allow.
 */
function readJsonBodies(app: FastifyInstance, mediaTypes: string[]): void {
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(mediaTypes, { parseAs: "string" }, (request, body: string, done) => {
    if (body === "" && request.method === "DELETE") done(null, undefined);
    else void parseJson(request, body, done);
  });
}
