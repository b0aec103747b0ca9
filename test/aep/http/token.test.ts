import { setImmediate as turn } from "node:timers/promises";
import {
  type AepServer,
  clientSecret,
  clientSettingsFor,
  errorOf,
  impatientClient,
  settingsFor,
  startServer,
} from "../../worlds/cannedAep";

let ims: AepServer;
let aep: AepServer;
beforeEach(async () => {
  ims = await startServer();
  aep = await startServer();
  ims.answers(...["one", "two", "three"].map((access_token) => ({ body: token(access_token) })));
});
afterEach(() => Promise.all([ims.close(), aep.close()]));

const token = (access_token: string) => ({ access_token, token_type: "bearer", expires_in: 86_400 });
const expired = { status: 401, body: { error_code: "401013", message: "Oauth token is not valid" } };
const settings = () => clientSettingsFor({ baseUrl: aep.url, imsUrl: ims.url });
const bearers = () => aep.seen.map((seen) => seen.headers.authorization);

test("the request for a token has the form that IMS requires", async () => {
  await impatientClient(settings()).client.datasets.get("abc");
  const [request] = ims.seen;
  expect(request).toMatchObject({ method: "POST", path: "/ims/token/v3" });
  expect(request?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    grant_type: "client_credentials",
    client_id: "test-client",
    client_secret: clientSecret,
    scope: "openid,AdobeID",
  });
  expect(aep.seen[0]?.headers).toMatchObject({ authorization: "Bearer one", "x-api-key": "test-client" });
});

test("many calls at once, in several sandboxes, share one token", async () => {
  const { client } = impatientClient(settings());
  const sandboxes = Array.from({ length: 20 }, (_, index) => client.inSandbox(`s${index}`));
  await Promise.all(sandboxes.map((sandbox) => sandbox.datasets.get("abc")));
  await client.datasets.get("abc");
  expect(ims.seen).toHaveLength(1);
  expect(new Set(bearers())).toEqual(new Set(["Bearer one"]));
});

test("the token is renewed before it expires", async () => {
  let now = 0;
  const { client } = impatientClient(settings(), { now: () => now });
  await client.datasets.get("abc");
  now = (86_400 - 301) * 1000;
  await client.datasets.get("abc");
  now = (86_400 - 299) * 1000;
  await client.datasets.get("abc");
  expect(bearers()).toEqual(["Bearer one", "Bearer one", "Bearer two"]);
});

test("a refused token is renewed once for all calls that were refused with it", async () => {
  aep.answers((seen) => (seen.headers.authorization === "Bearer one" ? expired : { body: {} }));
  const { client } = impatientClient(settings());
  await Promise.all(Array.from({ length: 10 }, (_, index) => client.datasets.get(`d${index}`)));
  expect(ims.seen).toHaveLength(2);
  expect(bearers().filter((bearer) => bearer === "Bearer two")).toHaveLength(10);
});

test("a create with a refused token is repeated, because it took no effect", async () => {
  aep.answers(expired, { status: 201, body: ["@/dataSets/abc"] });
  const { client } = impatientClient(settings());
  const dataset = { name: "daily", schemaRef: { id: "schema", contentType: "type" } };
  expect(await client.datasets.create(dataset)).toBe("abc");
  expect(aep.seen.map((seen) => seen.method)).toEqual(["POST", "POST"]);
});

test("a token refused twice is an error", async () => {
  aep.answers(expired);
  const { client } = impatientClient(settings());
  const error = await errorOf(client.datasets.get("abc"));
  expect(error).toMatchObject({ kind: "unauthorized", status: 401, code: "401013" });
  expect(aep.seen).toHaveLength(2);
});

test("a static token that is refused is an error that says where to set it", async () => {
  aep.answers(expired);
  const { client } = impatientClient(settingsFor(aep.url));
  const error = await errorOf(client.datasets.get("abc"));
  expect(error).toMatchObject({ kind: "unauthorized", status: 401 });
  expect((error as Error).message).toMatch(/expired or wrong.*aep:accessToken \(AEP_ACCESS_TOKEN\)/);
  expect(aep.seen).toHaveLength(1);
});

test("a token fetch is repeated when IMS is in trouble, and a create that waits for it changed nothing", async () => {
  ims.answers({ status: 503 });
  const { client, waits } = impatientClient(settings());
  const request = { destination: { datasetId: "abc" }, schema: { name: "_xdm.context.profile" } };
  const error = await errorOf(client.exportJobs.create(request));
  expect(error).toMatchObject({
    kind: "unavailable",
    operation: "Fetching an access token",
    outcome: "rejected",
  });
  expect(waits).toHaveLength(5);
  expect(aep.seen).toEqual([]);
});

test("wrong client credentials are an error that names the keys", async () => {
  ims.answers({
    status: 400,
    body: { error: "invalid_client", error_description: "invalid client_secret parameter" },
  });
  const { client } = impatientClient(settings());
  const error = await errorOf(client.datasets.get("abc"));
  expect(error).toMatchObject({
    kind: "unauthorized",
    code: "invalid_client",
    reason: "invalid client_secret parameter",
  });
  expect((error as Error).message).toMatch(/aep:clientSecret \(AEP_CLIENT_SECRET\)/);
});

test("a failed fetch is not remembered", async () => {
  ims.answers({ status: 400, body: {} }, { body: token("one") });
  const { client } = impatientClient(settings());
  await errorOf(client.datasets.get("abc"));
  expect(await client.datasets.get("abc")).toBeUndefined();
});

test.each(["", "<html></html>", "{}", '{"access_token":""}', '{"access_token":7}'])(
  "the token answer %j is an error",
  async (body) => {
    ims.answers({ body });
    const { client } = impatientClient(settings());
    expect(await errorOf(client.datasets.get("abc"))).toMatchObject({
      kind: "unexpected",
      operation: "Fetching an access token",
      outcome: "rejected",
    });
  },
);

test("the signal of one caller ends its own wait only", async () => {
  const controller = new AbortController();
  ims.answers((_seen, { response }) => {
    controller.abort();
    setTimeout(() => response.end(JSON.stringify(token("one"))), 20);
    return undefined;
  });
  const { client } = impatientClient(settings());
  const impatient = errorOf(client.withSignal(controller.signal).datasets.get("abc"));
  const patient = client.datasets.get("abc");
  expect(await impatient).toMatchObject({ kind: "aborted", outcome: "rejected" });
  expect(await patient).toBeUndefined();
  expect(ims.seen).toHaveLength(1);
});

test("a token fetch is aborted when no caller waits any more", async () => {
  const controller = new AbortController();
  const closed = new Promise<void>((resolve) => {
    ims.answers(
      (_seen, { response }) => {
        response.on("close", resolve);
        controller.abort();
        return undefined;
      },
      { body: token("one") },
    );
  });
  const { client } = impatientClient(settings());
  expect(await errorOf(client.withSignal(controller.signal).datasets.get("abc"))).toMatchObject({
    kind: "aborted",
  });
  await closed;
  await turn();
  expect(await client.datasets.get("abc")).toBeUndefined();
  expect(ims.seen).toHaveLength(2);
});
