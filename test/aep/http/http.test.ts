import events from "node:events";
import { AepError } from "../../../provider/aep";
import {
  accessToken,
  errorOf,
  impatientClient,
  serverForEachTest,
  settingsFor,
  startServer,
} from "../../worlds/cannedAep";

const server = serverForEachTest();

const dataset = { name: "daily", schemaRef: { id: "schema", contentType: "type" } };

test("each call has all headers, and Content-Type if it has a body", async () => {
  server.answers({ status: 201, body: ["@/dataSets/abc"] }, { body: { abc: { name: "daily" } } });
  const { client } = impatientClient(settingsFor(server.url));
  expect(await client.datasets.create(dataset)).toBe("abc");
  expect(await client.inSandbox("dev").datasets.get("abc")).toEqual({ id: "abc", name: "daily" });
  const [post, get] = server.seen;
  const always = {
    authorization: `Bearer ${accessToken}`,
    "x-api-key": "test-key",
    "x-gw-ims-org-id": "TEST@AdobeOrg",
    "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    accept: "application/json",
  };
  expect(post?.headers).toMatchObject({
    ...always,
    "x-sandbox-name": "prod",
    "content-type": "application/json",
  });
  expect(JSON.parse(post?.body ?? "")).toEqual(dataset);
  expect(get?.headers).toMatchObject({ ...always, "x-sandbox-name": "dev" });
  expect(get?.headers["content-type"]).toBeUndefined();
  expect(get?.headers["x-request-id"]).not.toBe(post?.headers["x-request-id"]);
});

test("connections are kept and shared by sandboxes", async () => {
  const ports = new Set<number | undefined>();
  server.answers((_seen, { request }) => {
    ports.add(request.socket.remotePort);
    return { body: {} };
  });
  const { client } = impatientClient(settingsFor(server.url));
  for (const sandbox of ["prod", "dev", "prod"]) await client.inSandbox(sandbox).datasets.get("abc");
  expect(ports.size).toBe(1);
});

test.each([301, 302, 307, 308])(
  "a redirect (%i) is an error, and no other host gets the token",
  async (status) => {
    const elsewhere = await startServer();
    server.answers({ status, headers: { Location: `${elsewhere.url}/stolen` } });
    const { client } = impatientClient(settingsFor(server.url));
    const error = await errorOf(client.datasets.delete("abc"));
    await elsewhere.close();
    expect(error).toMatchObject({ kind: "unexpected", status, outcome: "rejected" });
    expect((error as Error).message).toContain(`redirects to ${elsewhere.url}`);
    expect(elsewhere.seen).toEqual([]);
  },
);

test("calls to this machine do not use the proxy of the environment", async () => {
  const proxy = await startServer();
  const before = process.env["http_proxy"];
  process.env["http_proxy"] = proxy.url;
  try {
    await impatientClient(settingsFor(server.url)).client.datasets.get("abc");
  } finally {
    if (before === undefined) delete process.env["http_proxy"];
    else process.env["http_proxy"] = before;
    await proxy.close();
  }
  expect(proxy.seen).toEqual([]);
  expect(server.seen).toHaveLength(1);
});

test.each(["", ".", ".."])("the id %j never reaches a URL", async (id) => {
  const { client } = impatientClient(settingsFor(server.url));
  expect(await errorOf(client.datasets.delete(id))).toMatchObject({ kind: "invalid", outcome: "rejected" });
  expect(server.seen).toEqual([]);
});

test("an id is escaped", async () => {
  const { client } = impatientClient(settingsFor(server.url));
  await client.datasets.get("a/b?c d");
  expect(server.seen[0]?.path).toBe("/data/foundation/catalog/dataSets/a%2Fb%3Fc%20d");
});

test.each([
  ["HTML", "<html>hello</html>"],
  ["nothing", ""],
  ["a list", "[]"],
  ["a job without an id", '{"status":"NEW"}'],
  ["an id beyond exact numbers", '{"id":9007199254740993,"status":"NEW"}'],
])("a create answered with %s is a typed error with an unknown outcome", async (_name, body) => {
  server.answers({ body });
  const { client } = impatientClient(settingsFor(server.url));
  const request = { destination: { datasetId: "abc" }, schema: { name: "_xdm.context.profile" } };
  const error = await errorOf(client.exportJobs.create(request));
  expect(error).toBeInstanceOf(AepError);
  expect(error).toMatchObject({ kind: "unexpected", status: 200, outcome: "unknown" });
});

test("a signal ends a call at once, and no call is made after it", async () => {
  const controller = new AbortController();
  server.answers(() => {
    controller.abort();
    return undefined;
  });
  const { client } = impatientClient(settingsFor(server.url));
  const bound = client.withSignal(controller.signal);
  expect(await errorOf(bound.datasets.create(dataset))).toMatchObject({
    kind: "aborted",
    outcome: "unknown",
  });
  expect(await errorOf(bound.datasets.create(dataset))).toMatchObject({
    kind: "aborted",
    outcome: "rejected",
  });
  expect(server.seen).toHaveLength(1);
});

test("many calls share one signal without a leak warning from Node", () => {
  const raised = jest.spyOn(events, "setMaxListeners");
  const { signal } = new AbortController();
  impatientClient(settingsFor(server.url)).client.withSignal(signal);
  // Node 20's getMaxListeners cannot read a limit of zero, and jest hides the process's warnings.
  expect(raised).toHaveBeenCalledWith(0, signal);
});

test("a missing answer is a timeout", async () => {
  server.answers(() => undefined);
  const { client } = impatientClient(settingsFor(server.url), { timeoutMs: 50 });
  expect(await errorOf(client.datasets.create(dataset))).toMatchObject({
    kind: "timeout",
    outcome: "unknown",
  });
  expect(server.seen).toHaveLength(1);
});

test("the error for a package that cannot be loaded says so, and does not blame the connection", async () => {
  jest.doMock("axios", () => {
    throw new Error("Cannot find module 'form-data'\nRequire stack:\n- axios.cjs");
  });
  jest.resetModules();
  const { client } = impatientClient(settingsFor(server.url));
  const error = await errorOf(client.datasets.create(dataset));
  jest.dontMock("axios");
  expect(error).toMatchObject({
    name: "AepError",
    outcome: "rejected",
    message:
      "Creating dataset \"daily\": the HTTP client cannot be loaded: Cannot find module 'form-data'. " +
      "Install the packages of the program again.",
  });
  expect(server.seen).toEqual([]);
});
