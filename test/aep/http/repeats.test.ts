import {
  type Canned,
  errorOf,
  type Handler,
  impatientClient,
  serverForEachTest,
  settingsFor,
} from "../../worlds/cannedAep";

const server = serverForEachTest();

const dataset = { name: "daily", schemaRef: { id: "schema", contentType: "type" } };
type Client = ReturnType<typeof impatientClient>["client"];
const calls: Record<string, (client: Client) => Promise<unknown>> = {
  GET: (client) => client.datasets.get("abc"),
  HEAD: (client) => client.files.head("file", "part"),
  PATCH: (client) => client.datasets.update("abc", [{ op: "replace", path: "/description", value: "new" }]),
  DELETE: (client) => client.datasets.delete("abc"),
  POST: (client) => client.datasets.create(dataset),
};
const good: Record<string, Canned> = {
  GET: { body: { abc: {} } },
  HEAD: { headers: { "Content-Length": "7" } },
  PATCH: { body: ["@/dataSets/abc"] },
  DELETE: { body: ["@/dataSets/abc"] },
  POST: { status: 201, body: ["@/dataSets/abc"] },
};
const methods = Object.keys(calls);
const repeatable = methods.filter((method) => method !== "POST");
const run = (method: string, client: Client) => calls[method]!(client);

test.each(methods)("a %s that is throttled is repeated", async (method) => {
  server.answers({ status: 429 }, { status: 429 }, good[method]!);
  const { client, waits, lines } = impatientClient(settingsFor(server.url));
  await run(method, client);
  expect(server.seen.map((seen) => seen.method)).toEqual([method, method, method]);
  expect(waits).toHaveLength(2);
  expect(lines[0]).toMatch(/: 429; trying again in \d\.\d s \(1 of 5\)$/);
});

test.each(repeatable.flatMap((method) => [500, 502, 503, 504].map((status) => ({ method, status }))))(
  "a $method answered $status is repeated",
  async ({ method, status }) => {
    server.answers({ status }, good[method]!);
    const { client, waits } = impatientClient(settingsFor(server.url));
    await run(method, client);
    expect(server.seen).toHaveLength(2);
    expect(waits).toHaveLength(1);
  },
);

test.each([500, 502, 503, 504])(
  "a POST answered %i is not repeated, as it may have taken effect",
  async (status) => {
    server.answers({ status });
    const { client } = impatientClient(settingsFor(server.url));
    expect(await errorOf(run("POST", client))).toMatchObject({
      kind: "unavailable",
      status,
      outcome: "unknown",
    });
    expect(server.seen).toHaveLength(1);
  },
);

test.each(methods.flatMap((method) => [400, 403, 404, 409, 422, 501].map((status) => ({ method, status }))))(
  "a $method answered $status is not repeated, and changed nothing",
  async ({ method, status }) => {
    server.answers({ status });
    const { client, waits } = impatientClient(settingsFor(server.url));
    const outcome = await run(method, client).catch((error: unknown) => error);
    if (status === 404 && method === "GET") expect(outcome).toBeUndefined();
    else if (status === 404 && method === "DELETE") expect(outcome).toBe(false);
    else expect(outcome).toMatchObject({ status, outcome: "rejected" });
    expect(server.seen).toHaveLength(1);
    expect(waits).toEqual([]);
  },
);

test.each(repeatable)("a %s whose connection breaks is repeated", async (method) => {
  server.answers((_seen, { request }) => void request.socket.destroy(), good[method]!);
  const { client } = impatientClient(settingsFor(server.url));
  await run(method, client);
  expect(server.seen).toHaveLength(2);
});

test("a GET whose answer breaks off in the middle is repeated", async () => {
  const broken: Handler = (_seen, { response }) => {
    response.writeHead(200, { "Content-Length": "1000" });
    response.write('{"abc":', () => response.destroy());
    return undefined;
  };
  server.answers(broken, good["GET"]!);
  const { client, lines } = impatientClient(settingsFor(server.url));
  expect(await run("GET", client)).toEqual({ id: "abc" });
  expect(server.seen).toHaveLength(2);
  expect(lines[0]).toMatch(/^Reading dataset abc: E\w+; trying again/);
});

test.each(repeatable.filter((method) => method !== "HEAD"))(
  "a %s answered with half its JSON is repeated",
  async (method) => {
    server.answers({ body: '{"abc":' }, good[method]!);
    const { client, waits, lines } = impatientClient(settingsFor(server.url));
    expect(await run(method, client)).toEqual(await run(method, server.client));
    expect(server.seen.map((seen) => seen.method)).toEqual([method, method, method]);
    expect(waits).toHaveLength(1);
    expect(lines[0]).toMatch(/: ERR_BAD_RESPONSE; trying again in \d\.\d s \(1 of 5\)$/);
  },
);

test.each([
  ["GET", 6, "rejected"],
  ["PATCH", 6, "unknown"],
  ["POST", 1, "unknown"],
])("a %s whose answers are never JSON is made %i times and then fails", async (method, times, outcome) => {
  server.answers({ headers: { "x-request-id": "r7" }, body: "<html>hello</html>" });
  expect(await errorOf(run(method, server.client))).toMatchObject({
    kind: "unexpected",
    status: 200,
    reason: "the answer is not JSON",
    requestId: "r7",
    outcome,
  });
  expect(server.seen).toHaveLength(times);
});

test("a POST whose connection breaks is not repeated, as it may have taken effect", async () => {
  server.answers((_seen, { request }) => void request.socket.destroy());
  const { client } = impatientClient(settingsFor(server.url));
  expect(await errorOf(run("POST", client))).toMatchObject({
    kind: "network",
    outcome: "unknown",
    code: "ECONNRESET",
  });
  expect(server.seen).toHaveLength(1);
});

test.each(methods)(
  "a %s to a server that is down is repeated, and its outcome is 'rejected'",
  async (method) => {
    await server.close();
    const { client, waits } = impatientClient(settingsFor(server.url));
    const error = await errorOf(run(method, client));
    expect(error).toMatchObject({ kind: "network", code: "ECONNREFUSED", outcome: "rejected" });
    expect(waits).toHaveLength(5);
  },
);

test("the outcome of a PATCH is unknown if an earlier try may have taken effect", async () => {
  server.answers({ status: 503 }, { status: 400 });
  const { client } = impatientClient(settingsFor(server.url));
  expect(await errorOf(run("PATCH", client))).toMatchObject({
    kind: "invalid",
    status: 400,
    outcome: "unknown",
  });
});

test("a DELETE whose answer was lost returns that the object is gone", async () => {
  server.answers({ status: 503 }, { status: 404 });
  const { client } = impatientClient(settingsFor(server.url));
  expect(await client.datasets.delete("abc")).toBe(false);
});

test("Retry-After in seconds is waited for", async () => {
  server.answers({ status: 429, headers: { "Retry-After": "7" } }, good["POST"]!);
  const { client, waits } = impatientClient(settingsFor(server.url));
  await run("POST", client);
  expect(waits[0]).toBeGreaterThanOrEqual(7_000);
  expect(waits[0]).toBeLessThanOrEqual(7_700);
});

test("Retry-After as a date is waited for", async () => {
  const now = Date.parse("2025-03-01T12:00:00Z");
  server.answers({ status: 503, headers: { "Retry-After": "Sat, 01 Mar 2025 12:00:30 GMT" } }, good["GET"]!);
  const { client, waits } = impatientClient(settingsFor(server.url), { now: () => now });
  await run("GET", client);
  expect(waits[0]).toBeGreaterThanOrEqual(30_000);
  expect(waits[0]).toBeLessThanOrEqual(33_000);
});

test.each(["86400", "Fri, 31 Dec 9999 00:00:00 GMT"])(
  "Retry-After %s is longer than a call may last, and AEP is not asked before",
  async (header) => {
    server.answers({ status: 429, headers: { "Retry-After": header } }, good["GET"]!);
    const { client, waits } = impatientClient(settingsFor(server.url));
    expect(await errorOf(run("GET", client))).toMatchObject({ kind: "throttled" });
    expect(waits).toEqual([]);
    expect(server.seen).toHaveLength(1);
  },
);

test.each(["soon", "Sat, 01 Mar 2025 12:00:30 GMT"])(
  "Retry-After %s asks for no long wait",
  async (header) => {
    server.answers({ status: 429, headers: { "Retry-After": header } }, good["GET"]!);
    const { client, waits } = impatientClient(settingsFor(server.url));
    await run("GET", client);
    expect(waits[0]).toBeLessThanOrEqual(500);
  },
);

test("waits grow, and a call ends after five repeats", async () => {
  server.answers({ status: 503, body: { title: "Down for maintenance" } });
  const { client, waits } = impatientClient(settingsFor(server.url));
  const error = await errorOf(run("GET", client));
  expect(error).toMatchObject({ kind: "unavailable", status: 503, reason: "Down for maintenance" });
  expect(server.seen).toHaveLength(6);
  const [first = 0, , , , last = 0] = waits;
  expect(first).toBeGreaterThanOrEqual(250);
  expect(first).toBeLessThanOrEqual(500);
  expect(last).toBeGreaterThanOrEqual(4_000);
});

test("no repeat begins after three minutes", async () => {
  let now = 0;
  server.answers({ status: 429, headers: { "Retry-After": "50" } });
  const { client, waits } = impatientClient(settingsFor(server.url), {
    now: () => now,
    sleep: (ms) => {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  });
  expect(await errorOf(run("GET", client))).toMatchObject({ kind: "throttled" });
  expect(waits).toHaveLength(3);
});

test("a signal ends the wait for a repeat", async () => {
  const controller = new AbortController();
  server.answers({ status: 429, headers: { "Retry-After": "60" } });
  // The client uses its real sleep, so only the signal can end it this soon.
  const { client } = impatientClient(settingsFor(server.url), {
    sleep: undefined,
    signal: controller.signal,
    log: () => controller.abort(),
  });
  expect(await errorOf(run("POST", client))).toMatchObject({ kind: "aborted", outcome: "rejected" });
  expect(server.seen).toHaveLength(1);
});
