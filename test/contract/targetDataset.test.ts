import { Session } from "../../provider/lifecycle/session";
import { targetDatasetLifecycle } from "../../provider/targetDataset/lifecycle";
import { samplesOf } from "../samples/sample";
import { startServer } from "../worlds/cannedAep";

const owner = "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/aep:TargetDataset::export";

test("a program with only a name makes the tutorial's dataset, with the tutorial's headers", async () => {
  const { request, answer } = samplesOf("datasets")("createLowerCase");
  const server = await startServer();
  try {
    // First the provider looks, by two tags, for a dataset that an interrupted run has left.
    server.answers({ body: {} }, { body: {} }, answer);
    const config: Record<string, string> = {
      baseUrl: server.url,
      accessToken: "{ACCESS_TOKEN}",
      apiKey: "{API_KEY}",
      orgId: "{IMS_ORG}",
      sandboxName: "{SANDBOX_NAME}",
    };
    const session = new Session((key) => config[key], {}, {});
    const context = {
      client: session.client(),
      run: session.run,
      subject: 'target dataset "export"',
      log: () => undefined,
      progress: () => undefined,
      sleep: () => Promise.resolve(),
      now: () => 0,
      owner: { urn: owner, stackId: "5ca1ab1e0ddba11d" },
    };
    const inputs = { name: "Profile Data Export", sandboxName: "{SANDBOX_NAME}", owner };
    expect(await targetDatasetLifecycle.create(context, inputs)).toMatchObject({
      id: "5b020a27e7040801dedba61b",
    });
    expect(server.seen.map(({ method }) => method)).toEqual(["GET", "GET", "POST"]);
    const { method, path, headers, body } = server.seen[2]!;
    expect({ method, path }).toEqual({ method: request.method, path: request.path });
    expect(headers).toMatchObject({
      "content-type": "application/json",
      authorization: "Bearer {ACCESS_TOKEN}",
      "x-api-key": "{API_KEY}",
      "x-gw-ims-org-id": "{IMS_ORG}",
      "x-sandbox-name": "{SANDBOX_NAME}",
    });
    // A resource adds only tags.
    const { tags, ...said } = JSON.parse(body) as { tags: object };
    expect(said).toEqual(request.body);
    expect(Object.keys(tags)).toEqual(["pulumi-aep/stack", "pulumi-aep/urn"]);
  } finally {
    await server.close();
  }
});
