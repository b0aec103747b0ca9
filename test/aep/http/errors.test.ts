import { inspect } from "node:util";
import { AepError } from "../../../provider/aep";
import { failureOf } from "../../../provider/aep/http/failure";
import { Redactor } from "../../../provider/aep/http/redact";
import {
  accessToken,
  clientSecret,
  clientSettingsFor,
  errorOf,
  impatientClient,
  serverForEachTest,
  settingsFor,
} from "../../worlds/cannedAep";

const server = serverForEachTest();

const request = { destination: { datasetId: "abc" }, schema: { name: "_xdm.context.profile" } };
const failed = async (answer: { status: number; headers?: Record<string, string>; body?: unknown }) => {
  server.answers(answer);
  return (await errorOf(
    impatientClient(settingsFor(server.url)).client.exportJobs.create(request),
  )) as AepError;
};

test("a message is one line: operation, cause, status, code, request id, remedy", async () => {
  const error = await failed({
    status: 403,
    headers: { "x-request-id": "r-1" },
    body: { error_code: "403003", message: "Api Key is invalid" },
  });
  expect(error).toBeInstanceOf(AepError);
  expect(error.message).toBe(
    "Creating export job for dataset abc: Api Key is invalid (403, 403003, request r-1). Check aep:apiKey (AEP_API_KEY).",
  );
});

test("a refusal without one of the gateway's codes names the sandbox and the permissions of the call", async () => {
  const error = await failed({ status: 403, body: { title: "Forbidden" } });
  expect(error.remedy).toBe(
    'Check that a role of the credentials reaches sandbox "prod" (aep:sandboxName (AEP_SANDBOX_NAME)) ' +
      'and grants the permissions "Export Audience for Segment" and "View Profiles" there.',
  );
});

test.each([
  [
    401,
    { error_code: "401013", message: "Oauth token is not valid" },
    "unauthorized",
    "401013",
    "Oauth token is not valid",
  ],
  [
    403,
    { error_code: "403010", message: "Oauth token is missing." },
    "unauthorized",
    "403010",
    "Oauth token is missing.",
  ],
  [403, { error_code: "403025", message: "Org mismatch" }, "forbidden", "403025", "Org mismatch"],
  [
    400,
    { type: "about:blank", status: 400, title: "Bad", detail: "No union schema" },
    "invalid",
    undefined,
    "Bad: No union schema",
  ],
  [
    400,
    { type: "http://ns.adobe.com/aep/errors/UPEX-100301-400", title: "Bad" },
    "invalid",
    "UPEX-100301-400",
    "Bad",
  ],
  [
    400,
    { errors: { "400": [{ code: "C-1", message: "one" }, { message: "two" }] } },
    "invalid",
    "C-1",
    "one; two",
  ],
  [409, { title: "Conflict" }, "conflict", undefined, "Conflict"],
  [422, { message: "odd" }, "invalid", undefined, "odd"],
  [404, { title: "No such dataset" }, "notFound", undefined, "No such dataset"],
  [404, { error_code: "404000", message: "No route" }, "unexpected", "404000", "No route"],
  [
    404,
    "<html><style>p{}</style><body>\n<h1>Not here</h1></body></html>",
    "unexpected",
    undefined,
    "Not here",
  ],
  [501, { title: "Not supported" }, "unsupported", undefined, "Not supported"],
  [400, "", "invalid", undefined, "Bad Request"],
  [400, "[1]", "invalid", undefined, "[1]"],
  [400, { errors: { "400": "odd" } }, "invalid", undefined, "Bad Request"],
  [418, { title: 7, detail: null }, "invalid", undefined, "7"],
])("an answer %i %j is read", async (status, body, kind, code, reason) => {
  const error = await failed({ status, body });
  expect(error).toMatchObject({ kind, status, reason, outcome: "rejected" });
  expect(error.code).toBe(code);
  expect(error.message).not.toMatch(/[\n\r]/);
});

test("an endless error body is cut", async () => {
  const error = await failed({ status: 400, body: "x".repeat(100_000) });
  expect(error.message.length).toBeLessThan(1000);
});

test("control characters of an answer never reach the terminal", async () => {
  const error = await failed({ status: 400, body: { title: "\u001b[2Jgone\u0007\nnext" } });
  // eslint-disable-next-line no-control-regex -- the test looks for them
  expect(error.message).not.toMatch(/[\u0000-\u001f]/);
});

test("if the answer has no request id, the error has the one that was sent", async () => {
  const error = await failed({ status: 400 });
  expect(error.requestId).toBe(server.seen[0]?.headers["x-request-id"]);
});

test("a dataset that is gone and a wrong address are different errors", async () => {
  const { client } = impatientClient(settingsFor(server.url));
  server.answers({ status: 404, body: { title: "NotFound" } });
  expect(await client.datasets.get("abc")).toBeUndefined();
  server.answers({ status: 404, body: "<html>nginx</html>" });
  expect(await errorOf(client.datasets.get("abc"))).toMatchObject({ kind: "unexpected" });
  expect(await errorOf(client.datasets.delete("abc"))).toMatchObject({ kind: "unexpected" });
});

/** Everything that could be printed of an error. */
const everything = (error: unknown) =>
  [
    inspect(error, { depth: Infinity, showHidden: true, getters: true }),
    JSON.stringify(error),
    JSON.stringify(error, Object.getOwnPropertyNames(error)),
    (error as Error).stack,
    String(error),
  ].join("\n");

const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJpZCI6IjEifQ.c2lnbmF0dXJl";

test.each([
  ["a refusal that repeats the token", { status: 400, body: { detail: `Bearer ${accessToken} is odd` } }],
  ["trouble that repeats the token", { status: 503, body: `token=${accessToken}; jwt=${jwt}` }],
  ["a code that is the token", { status: 400, body: { error_code: accessToken, message: jwt } }],
  ["a malformed answer", { status: 200, body: `"${accessToken}"` }],
  ["a redirect", { status: 302, headers: { Location: `https://example.com/?t=${accessToken}` } }],
])("no token is in the error of %s", async (_name, answer) => {
  const error = await failed(answer);
  expect(error).toBeInstanceOf(AepError);
  expect(everything(error)).not.toContain(accessToken);
  expect(everything(error)).not.toContain(jwt);
  expect(everything(error)).not.toMatch(/authorization/i);
});

test("no token is in the error of a broken connection, a timeout, or a server that is down", async () => {
  const { client } = impatientClient(settingsFor(server.url), { timeoutMs: 50 });
  server.answers((_seen, { request: incoming }) => void incoming.socket.destroy());
  const broken = await errorOf(client.exportJobs.create(request));
  server.answers(() => undefined);
  const late = await errorOf(client.exportJobs.create(request));
  await server.close();
  const down = await errorOf(client.exportJobs.create(request));
  for (const error of [broken, late, down]) {
    expect(error).toBeInstanceOf(AepError);
    expect(everything(error)).not.toContain(accessToken);
  }
});

test("no client secret is in the error or the log of a token fetch", async () => {
  const body = { error: "invalid_client", error_description: `wrong: ${clientSecret}` };
  server.answers({ status: 503, body }, { status: 400, body });
  const { client, lines } = impatientClient(clientSettingsFor({ baseUrl: server.url, imsUrl: server.url }));
  const error = await errorOf(client.datasets.get("abc"));
  expect(error).toMatchObject({ kind: "unauthorized", reason: "wrong: [secret]" });
  expect(everything(error) + lines.join()).not.toContain(clientSecret);
});

test("a fetched token is redacted", async () => {
  server.answers(
    { body: { access_token: "fetched-token", expires_in: 60 } },
    { status: 400, body: { detail: "odd token fetched-token" } },
  );
  const { client } = impatientClient(clientSettingsFor({ baseUrl: server.url, imsUrl: server.url }));
  expect(await errorOf(client.datasets.get("abc"))).toMatchObject({ reason: "odd token [secret]" });
});

test("a secret in a name is redacted in the log", async () => {
  server.answers({ status: 429 }, { status: 201, body: ["@/dataSets/abc"] });
  const { client, lines } = impatientClient(settingsFor(server.url));
  await client.datasets.create({
    name: `x ${accessToken}`,
    schemaRef: { id: "schema", contentType: "type" },
  });
  expect(lines[0]).toMatch(/^Creating dataset "x \[secret\]": 429; trying again/);
});

test.each(["DEPTH_ZERO_SELF_SIGNED_CERT", "ERR_TLS_CERT_ALTNAME_INVALID"])(
  "nothing is sent to a server that is not trusted (%s)",
  async (code) => {
    const thrown = Object.assign(new Error("self-signed certificate"), { isAxiosError: true, code });
    const exchange = {
      operation: "Creating",
      method: "POST",
      url: "https://aep.test/x",
      headers: {},
      effect: "once",
      advice: {},
    } as const;
    const error = await failureOf(thrown, {
      exchange,
      inDoubt: false,
      redactor: new Redactor(),
      timeoutMs: 1000,
    });
    expect(error).toMatchObject({ kind: "network", code, outcome: "rejected" });
  },
);

describe("a redactor", () => {
  const redactor = new Redactor(["s3cr&t/=", "s3cr&t/=longer"]);

  test.each([
    ["plain s3cr&t/= text", "plain [secret] text"],
    ["s3cr&t/=longer", "[secret]"],
    ["?x=s3cr%26t%2F%3D&y", "?x=[secret]&y"],
    ["Authorization: Bearer abcdefgh.ijk", "Authorization: Bearer [secret]"],
    [`jwt ${jwt}.`, "jwt [secret]."],
    ['{"access_token":"abc"}', '{"access_token":"[secret]"}'],
    ["client_secret=abc&x=1", "client_secret=[secret]&x=1"],
    ["the bearer of news", "the bearer of news"],
    ["nothing here", "nothing here"],
  ])("%j becomes %j", (text, expected) => expect(redactor.redact(text)).toBe(expected));

  test("ignores an empty secret", () => expect(new Redactor([""]).redact("text")).toBe("text"));
});
