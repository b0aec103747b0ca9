import type { ExportJobRequest } from "../../contract/exportJobs";
import type { AepClient } from "../../provider/aep";
import { samplesOf, type Sample } from "../samples/sample";
import { type AepServer, errorOf, startServer } from "../worlds/cannedAep";
import { clientOf as clientOfSamples } from "./clientOfSamples";

const [gateway, errors, exportJobs] = [samplesOf("gateway"), samplesOf("errors"), samplesOf("exportJobs")];

let server: AepServer;
let clientOf: (...samples: Sample[]) => AepClient;
beforeEach(async () => {
  server = await startServer();
  clientOf = (...samples) => clientOfSamples(server, ...samples);
});
afterEach(() => server.close());

describe("the client distinguishes the documented errors", () => {
  const dataset = (client: AepClient) => client.datasets.get("5b020a27e7040801dedba61b");
  test.each([
    ["tokenMissing", "unauthorized", "403010"],
    ["tokenInvalid", "unauthorized", "401013"],
    ["keyMissing", "forbidden", "403000"],
    ["keyInvalid", "forbidden", "403003"],
    ["headerMissing", "invalid", "400003"],
    ["orgInvalid", "forbidden", "403025"],
  ])("of the gateway: %s", async (name, kind, code) => {
    const sample = gateway(name);
    const { message } = sample.answer.body as { message: string };
    expect(await errorOf(dataset(clientOf(sample)))).toMatchObject({
      kind,
      code,
      reason: message,
      status: sample.answer.status,
      outcome: "rejected",
    });
  });

  test("Problem Details, by their title and detail", async () => {
    const refused = clientOf(errors("problem")).exportJobs.create(
      exportJobs("create").request.body as ExportJobRequest,
    );
    expect(await errorOf(refused)).toMatchObject({
      kind: "invalid",
      status: 400,
      reason: "BadRequestError: A valid content-type must be specified",
    });
  });

  test.each(["wrapped", "withoutBody"])(
    "a 404 of a service means that the object is gone: %s",
    async (name) => {
      expect(await clientOf(errors(name)).exportJobs.get("24115")).toBeUndefined();
    },
  );

  test("a 404 of the Profile service, with a status only, means that the object is gone", async () => {
    const client = clientOf(errors("statusOnly"));
    expect(await client.mergePolicies.get("10648288-cda5-11e8-a8d5-f2801f1b9fd1")).toBeUndefined();
  });

  test("the wrapped form, by its message, its code and the request's id", async () => {
    const refused = clientOf(errors("wrappedForbidden")).exportJobs.cancel("24115");
    expect(await errorOf(refused)).toMatchObject({
      kind: "forbidden",
      code: "UPAPI-113752-403",
      reason: "Permission denied on some resources.",
      requestId: "NvXUrBnbFxSQb00Uthy3rMIEFzNyRc2s",
    });
  });

  test("the wrapped form whose code is a status, by the code of its type", async () => {
    const { answer, ...rest } = errors("wrapped");
    const refused = clientOf({ ...rest, answer: { ...answer, status: 400 } }).exportJobs.get("24115");
    expect(await errorOf(refused)).toMatchObject({ code: "UPAPI-113430-404" });
  });

  test("the Profile service's own form, by its message", async () => {
    const refused = clientOf(errors("unprovisioned")).mergePolicies.get(
      "10648288-cda5-11e8-a8d5-f2801f1b9fd1",
    );
    expect(await errorOf(refused)).toMatchObject({
      kind: "forbidden",
      reason: "UPS-ACC-1000004: IMS Org is not provisioned.",
    });
  });
});
