import { readSettings } from "../../../provider/aep";

const read = (config: Record<string, string>, env: Record<string, string> = {}) =>
  readSettings({ config: (key) => config[key], env });

const problemsOf = (config: Record<string, string>, env: Record<string, string> = {}) => {
  const answer = read(config, env);
  return "problems" in answer ? answer.problems : [];
};

const client = { orgId: "O@AdobeOrg", clientId: "id", clientSecret: "secret" };

test("a client needs an organization, an id and a secret; the rest has defaults", () => {
  expect(read(client)).toEqual({
    settings: {
      baseUrl: "https://platform.adobe.io",
      imsUrl: "https://ims-na1.adobelogin.com",
      orgId: "O@AdobeOrg",
      sandboxName: "prod",
      credentials: {
        kind: "client",
        clientId: "id",
        clientSecret: "secret",
        scopes: "openid,AdobeID,read_organizations,additional_info.projectedProductContext,session",
      },
    },
  });
});

test("every key has an environment variable, and configuration wins", () => {
  const env = {
    AEP_BASE_URL: "http://localhost:8080/",
    AEP_IMS_URL: "http://127.0.0.1:8081",
    AEP_ORG_ID: "env@AdobeOrg",
    AEP_SANDBOX_NAME: "dev",
    AEP_ACCESS_TOKEN: "Bearer token",
    AEP_API_KEY: "key",
  };
  expect(read({ orgId: "config@AdobeOrg" }, env)).toEqual({
    settings: {
      baseUrl: "http://localhost:8080",
      imsUrl: "http://127.0.0.1:8081",
      orgId: "config@AdobeOrg",
      sandboxName: "dev",
      credentials: { kind: "accessToken", accessToken: "token", apiKey: "key" },
    },
  });
});

test("with an access token, the client id serves as the API key", () => {
  const answer = read({ orgId: "O@AdobeOrg", accessToken: "token", clientId: "id" });
  expect(answer).toMatchObject({ settings: { credentials: { kind: "accessToken", apiKey: "id" } } });
});

test("a client in the configuration wins over a token in the environment", () => {
  const answer = read(client, { AEP_ACCESS_TOKEN: "token", AEP_API_KEY: "key" });
  expect(answer).toMatchObject({ settings: { credentials: { kind: "client", clientId: "id" } } });
});

test("all problems are reported at once, each with its keys and variables", () => {
  const problems = problemsOf({ baseUrl: "platform", imsUrl: "http://ims.example.com", sandboxName: "a\nb" });
  expect(problems).toHaveLength(5);
  expect(problems.join("\n")).toMatch(/aep:baseUrl \(AEP_BASE_URL\) is not a URL/);
  expect(problems.join("\n")).toMatch(/aep:imsUrl \(AEP_IMS_URL\) must be an https URL/);
  expect(problems.join("\n")).toMatch(/aep:orgId \(AEP_ORG_ID\)/);
  expect(problems.join("\n")).toMatch(/aep:sandboxName \(AEP_SANDBOX_NAME\)/);
  expect(problems.join("\n")).toMatch(/aep:clientId \(AEP_CLIENT_ID\).*aep:accessToken \(AEP_ACCESS_TOKEN\)/);
});

test.each([
  [{ clientId: "id" }, /aep:clientId .* without its secret: set aep:clientSecret \(AEP_CLIENT_SECRET\)/],
  [{ clientSecret: "s3cret" }, /aep:clientSecret .* without its client: set aep:clientId \(AEP_CLIENT_ID\)/],
  [{ accessToken: "t0ken" }, /set aep:apiKey \(AEP_API_KEY\)/],
  [{ clientId: "  ", clientSecret: "" }, /Credentials are missing/],
])("incomplete credentials %j are reported, without their values", (half, expected) => {
  const problems = problemsOf({ orgId: "O@AdobeOrg", ...half });
  expect(problems).toEqual([expect.stringMatching(expected)]);
  expect(problems.join()).not.toMatch(/s3cret|t0ken/);
});

test.each([
  "https://user:pass@example.com",
  "https://example.com?x=1",
  "ftp://example.com",
  "http://localhost.example.com",
])("%s is refused as a base URL", (baseUrl) => {
  expect(problemsOf({ ...client, baseUrl })).toHaveLength(1);
});
