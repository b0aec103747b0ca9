import { Session } from "../../provider/session";
import { targetDatasetLifecycle } from "../../provider/targetDataset";
import { samplesOf } from "../samples/sample";
import { startServer } from "../unit/aepServer";

test("a program that says a name only makes the tutorial's dataset, with the tutorial's headers", async () => {
  const { request, answer } = samplesOf("datasets")("createLowerCase");
  const server = await startServer();
  try {
    server.answers(answer);
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
      sleep: () => Promise.resolve(),
    };
    const inputs = { name: "Profile Data Export", sandboxName: "{SANDBOX_NAME}" };
    expect(await targetDatasetLifecycle.create(context, inputs)).toMatchObject({
      id: "5b020a27e7040801dedba61b",
    });
    expect(server.seen).toHaveLength(1);
    const [{ method, path, headers, body }] = server.seen as [(typeof server.seen)[0]];
    expect({ method, path }).toEqual({ method: request.method, path: request.path });
    expect(headers).toMatchObject({
      "content-type": "application/json",
      authorization: "Bearer {ACCESS_TOKEN}",
      "x-api-key": "{API_KEY}",
      "x-gw-ims-org-id": "{IMS_ORG}",
      "x-sandbox-name": "{SANDBOX_NAME}",
    });
    // Tags are the one thing that a resource adds: here none, as it has no URN.
    expect(JSON.parse(body)).toEqual({ ...(request.body as object), tags: {} });
  } finally {
    await server.close();
  }
});
