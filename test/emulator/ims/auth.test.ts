import { localClient } from "../../../emulator/server";
import { LocalAep, type Call } from "../../worlds/localAep";

let aep: LocalAep;
let now = Date.now();

beforeAll(async () => {
  aep = await LocalAep.start({ tokenSeconds: 60, clock: () => now, sandboxes: ["dev"] });
});

afterAll(() => aep.close());

const credentials = {
  grant_type: "client_credentials",
  client_id: localClient.clientId,
  client_secret: localClient.clientSecret,
  scope: "openid,AdobeID,read_organizations,additional_info.projectedProductContext,session",
};

function requestToken(fields: Record<string, string>, version = "v3"): Promise<Response> {
  return fetch(`${aep.emulator.url}/ims/token/${version}`, {
    method: "POST",
    body: new URLSearchParams(fields),
  });
}

describe("the token endpoint", () => {
  it.each(["v2", "v3"])("gives a token for client credentials in a form (%s)", async (version) => {
    const response = await requestToken(credentials, version);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      access_token: expect.any(String),
      token_type: "bearer",
      expires_in: 60,
    });
  });

  it("accepts the credentials in the query too", async () => {
    const response = await fetch(
      `${aep.emulator.url}/ims/token/v3?${new URLSearchParams(credentials).toString()}`,
      { method: "POST" },
    );
    expect(response.status).toBe(200);
  });

  it.each([
    ["no grant type", { grant_type: undefined }, "invalid_request"],
    ["another grant type", { grant_type: "password" }, "unsupported_grant_type"],
    ["no client", { client_id: undefined }, "invalid_client"],
    ["an unknown client", { client_id: "someone" }, "invalid_client"],
    ["a wrong secret", { client_secret: "wrong" }, "invalid_client"],
    ["no scope", { scope: undefined }, "invalid_scope"],
    ["an unknown scope", { scope: "openid everything" }, "invalid_scope"],
  ])("refuses %s", async (_what, change, error) => {
    const fields = Object.entries({ ...credentials, ...change }).filter(
      (entry): entry is [string, string] => !!entry[1],
    );
    const response = await requestToken(Object.fromEntries(fields));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error });
  });

  it("issues tokens that expire", async () => {
    const { access_token } = (await (await requestToken(credentials)).json()) as { access_token: string };
    const call = { headers: { authorization: `Bearer ${access_token}` } };
    expect((await aep.call("GET", "/data/core/ups/export/jobs", call)).status).toBe(200);
    now += 60_000;
    expect((await aep.call("GET", "/data/core/ups/export/jobs", call)).body).toMatchObject({
      error_code: "401013",
    });
  });
});

describe("the gateway", () => {
  const refusals: [string, Call, number, object][] = [
    [
      "no token",
      { headers: { authorization: undefined } },
      403,
      { error_code: "403010", message: "Oauth token is missing." },
    ],
    [
      "a wrong token",
      { headers: { authorization: "Bearer no" } },
      401,
      { error_code: "401013", message: "Oauth token is not valid" },
    ],
    [
      "a forged token",
      { headers: { authorization: "Bearer eyJleHBpcmVzIjo5ZTk5fQ.x" } },
      401,
      { error_code: "401013" },
    ],
    ["another scheme", { headers: { authorization: "Basic test-token" } }, 401, { error_code: "401013" }],
    [
      "no key",
      { headers: { "x-api-key": undefined } },
      403,
      { error_code: "403000", message: "Api Key is required" },
    ],
    [
      "a wrong key",
      { headers: { "x-api-key": "other" } },
      403,
      { error_code: "403003", message: "Api Key is invalid" },
    ],
    [
      "no organization",
      { headers: { "x-gw-ims-org-id": undefined } },
      400,
      { error_code: "400003", message: "Missing header" },
    ],
    [
      "another organization",
      { headers: { "x-gw-ims-org-id": "X@AdobeOrg" } },
      403,
      { error_code: "403025", message: "Profile is not valid" },
    ],
    ["no sandbox", { headers: { "x-sandbox-name": undefined } }, 400, { error_code: "400003" }],
    [
      "an unknown sandbox",
      { sandbox: "stage" },
      403,
      { detail: 'Sandbox "stage" does not exist in organization LOCAL@AdobeOrg.' },
    ],
  ];
  const paths = [
    "/data/foundation/catalog/dataSets",
    "/data/foundation/catalog/batches/x",
    "/data/core/ups/export/jobs",
    "/data/core/ups/segment/definitions",
    "/data/core/ups/config/mergePolicies",
    "/data/foundation/export/files/x",
    "/data/foundation/schemaregistry/tenant/schemas",
  ];

  it.each(refusals)("refuses %s on every path", async (_what, call, status, body) => {
    for (const path of paths) {
      const answer = await aep.call("GET", path, call);
      expect({ path, status: answer.status }).toEqual({ path, status });
      expect(answer.body).toMatchObject(body);
    }
  });

  it("refuses before it reads the body", async () => {
    const answer = await aep.call("POST", "/data/core/ups/export/jobs", {
      body: "{",
      headers: { authorization: undefined },
    });
    expect(answer.status).toBe(403);
  });

  it("cannot be bypassed by another spelling of a path", async () => {
    const answer = await aep.call("GET", "/%64ata/core/ups/export/jobs", {
      headers: { authorization: undefined },
    });
    expect(answer.status).toBe(403);
  });

  it("lets calls to every sandbox through", async () => {
    expect((await aep.call("GET", "/data/core/ups/export/jobs", { sandbox: "dev" })).status).toBe(200);
  });
});

describe("every answer", () => {
  it("answers with the request id of the client, or a new one", async () => {
    const given = await aep.call("GET", "/data/core/ups/export/jobs", {
      headers: { "x-request-id": "my-id" },
    });
    expect(given.headers.get("x-request-id")).toBe("my-id");
    const refused = await aep.call("GET", "/data/core/ups/export/jobs/1");
    expect(refused.headers.get("x-request-id")).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each([
    ["JSON that is cut off", "{", "application/json", 400],
    ["an empty body", "", "application/json", 400],
    ["another content type", "name=x", "application/x-www-form-urlencoded", 400],
    ["a body that pollutes prototypes", '{"__proto__":{"x":1}}', "application/json", 400],
    ["a body far too large", JSON.stringify({ name: "x".repeat(2_000_000) }), "application/json", 413],
  ])("refuses %s", async (_what, body, type, status) => {
    const answer = await aep.call("POST", "/data/foundation/catalog/dataSets", {
      body,
      headers: { "content-type": type },
    });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status, detail: expect.any(String) });
  });
});
