import type { AepClient } from "../../../provider/aep";
import { type AepError } from "../../../provider/aep";
import { certificateAdvice, isDistrust } from "../../../provider/aep/http/trust";
import {
  clientSettingsFor,
  errorOf,
  impatientClient,
  settingsFor,
  startServer,
} from "../../worlds/cannedAep";
import { type CompanyNetwork, type Conduct, farAep, startCompanyNetwork } from "../../worlds/companyNetwork";

const names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"];
const before = names.map((name) => process.env[name]);
beforeEach(() => names.forEach((name) => delete process.env[name]));
afterAll(() => {
  names.forEach((name, at) => {
    if (before[at] === undefined) delete process.env[name];
    else process.env[name] = before[at];
  });
});

let network: CompanyNetwork;
beforeEach(async () => void (network = await startCompanyNetwork()));
afterEach(() => network.close());

const dataset = { name: "daily", schemaRef: { id: "schema", contentType: "type" } };
const client = (options: ConstructorParameters<typeof AepClient>[1] = {}) =>
  impatientClient(settingsFor(farAep), options).client;
/** The error of a create. Its outcome must be known, because nothing was sent to AEP. */
async function failure(options?: ConstructorParameters<typeof AepClient>[1]): Promise<AepError> {
  const error = (await errorOf(client(options).datasets.create(dataset))) as AepError;
  expect(error).toMatchObject({ name: "AepError", kind: "network", outcome: "rejected" });
  expect(error.requestId).toBeUndefined();
  return error;
}

const user = "corp\\user";
const password = "p@ss/w:rd";
const inUrl = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
const basic = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

test.each([
  ["http://USER@PROXY", basic],
  ["USER@PROXY", basic],
  ["http://corp%zzuser:100%@PROXY", `Basic ${Buffer.from("corp%zzuser:100%").toString("base64")}`],
  ["http://PROXY", undefined],
  ["PROXY", undefined],
])(
  "the proxy of HTTPS_PROXY=%s gets a CONNECT with user and password unescaped",
  async (value, authorization) => {
    process.env["HTTPS_PROXY"] = value.replace("USER", inUrl).replace("PROXY", network.proxy);
    network.conduct({ status: 403 });
    await failure();
    expect(network.asked).toEqual([
      {
        target: "aep.example.test:443",
        headers: {
          host: "aep.example.test:443",
          connection: "close",
          ...(authorization && { "proxy-authorization": authorization }),
        },
      },
    ]);
  },
);

test.each<[string, string, Conduct, RegExp]>([
  [
    "wants a user",
    "http://PROXY",
    { status: 407, headers: { "Proxy-Authenticate": 'Basic realm="company"' } },
    /: proxy PROXY wants a user and password \(407\)\. Give them in HTTPS_PROXY as http:\/\/USER:PASSWORD@PROXY, with @ as %40/,
  ],
  [
    "refuses the user",
    "http://USER@PROXY",
    { status: 407 },
    /: proxy PROXY refuses the user and password of HTTPS_PROXY \(407\)\. Correct them there, with @ as %40/,
  ],
  [
    "wants what is not supported",
    "http://USER@PROXY",
    { status: 407, headers: { "Proxy-Authenticate": "NTLM" } },
    /: proxy PROXY wants NTLM, and only Basic is supported \(407\)\. Name a proxy in HTTPS_PROXY that/,
  ],
  [
    "does not want to",
    "http://USER@PROXY",
    { status: 403 },
    /: proxy PROXY does not connect to aep\.example\.test:443: Forbidden \(403\)\. .* add it to NO_PROXY\.$/,
  ],
  [
    "hangs up",
    "http://USER@PROXY",
    "hangs up",
    /: no connection to proxy PROXY: socket hang up \(ECONNRESET\)\. Check HTTPS_PROXY, or, where aep\.example\.test can be reached directly, add it to NO_PROXY\.$/,
  ],
  [
    "is silent",
    "http://USER@PROXY",
    "silence",
    /: no answer from proxy PROXY within 0\.2 s \(ETIMEDOUT\)\. Check HTTPS_PROXY, or, /,
  ],
  [
    "speaks no TLS",
    "https://USER@PROXY",
    "connects",
    /: proxy PROXY does not speak TLS \(\w+\)\. Write http:\/\/ in place of https:\/\/ in HTTPS_PROXY\.$/,
  ],
])(
  "the error for a proxy that %s names the proxy and its variable, and hides its password",
  async (_conduct, value, conduct, message) => {
    process.env["HTTPS_PROXY"] = value.replace("USER", inUrl).replace("PROXY", network.proxy);
    network.conduct(conduct);
    const told = (await failure({ timeoutMs: 200 })).message;
    expect(told.replaceAll(network.proxy, "PROXY")).toMatch(message);
    expect(told).not.toMatch(/w:rd|w%3Ard|corp|clientId|apiKey/);
    expect(network.arrived).toEqual([]);
  },
);

test("an unreachable proxy is an error after a few repeats, and the error names its variable", async () => {
  await network.close();
  process.env["all_proxy"] = network.proxy;
  const { client, waits, lines } = impatientClient(settingsFor(farAep));
  const error = (await errorOf(client.datasets.create(dataset))) as AepError;
  expect(error).toMatchObject({ kind: "network", code: "ECONNREFUSED", outcome: "rejected" });
  expect(error.message).toContain(`no connection to proxy ${network.proxy}`);
  expect(error.message).toContain("Check all_proxy");
  expect(waits).toHaveLength(5);
  expect(lines[0]).toContain(`no connection to proxy ${network.proxy}`);
});

test("a proxy with a temporary error is asked again, also by a create", async () => {
  process.env["HTTPS_PROXY"] = network.proxy;
  network.conduct({ status: 503 });
  expect((await failure()).message).toContain(
    "does not connect to aep.example.test:443: Service Unavailable (503)",
  );
  expect(network.asked).toHaveLength(6);
});

test.each([
  "http://user:sec#ret@proxy:3128",
  "http://user:12/34@proxy",
  "socks5://user:secret@proxy:1080",
  "http://",
])("HTTPS_PROXY=%s is refused, and the error does not quote it", async (value) => {
  process.env["HTTPS_PROXY"] = value;
  const { message } = await failure();
  expect(message).toContain(
    "HTTPS_PROXY is not the URL of an HTTP proxy. Write it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT",
  );
  expect(message).not.toMatch(/sec#|secret|:12|socks|proxy:/);
});

test("the error for a company's certificate names the variable that makes it trusted", async () => {
  process.env["HTTPS_PROXY"] = network.proxy;
  const error = (await errorOf(client().datasets.create(dataset))) as AepError;
  expect(error).toMatchObject({ kind: "network", outcome: "rejected" });
  expect(error.message.replaceAll(network.proxy, "PROXY")).toMatch(
    /: no trusted connection to https:\/\/aep\.example\.test through proxy PROXY of HTTPS_PROXY: .* \(UNABLE_TO_\w+\)\. .*NODE_EXTRA_CA_CERTS/,
  );
});

test.each([
  ["SELF_SIGNED_CERT_IN_CHAIN", "NODE_EXTRA_CA_CERTS"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "NODE_EXTRA_CA_CERTS"],
  ["UNABLE_TO_GET_ISSUER_CERT", "NODE_EXTRA_CA_CERTS"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "NODE_EXTRA_CA_CERTS"],
  ["CERT_HAS_EXPIRED", "clock"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "address"],
])("the advice for %s", (code, advice) => {
  expect(isDistrust(code)).toBe(true);
  expect(certificateAdvice(code)).toContain(advice);
});

test("the error for the certificate of a proxy names that variable, too", async () => {
  const secure = await startCompanyNetwork({ tls: true });
  process.env["HTTPS_PROXY"] = `https://${secure.proxy}`;
  const { message } = await failure();
  await secure.close();
  expect(message).toContain(`no trusted connection to proxy ${secure.proxy}`);
  expect(message).toContain("NODE_EXTRA_CA_CERTS");
  expect(secure.asked).toEqual([]);
});

describe("a name that cannot be resolved", () => {
  const away = "https://aep.invalid";

  test("is an error that names its setting and HTTPS_PROXY", async () => {
    const error = (await errorOf(impatientClient(settingsFor(away)).client.datasets.get("a"))) as AepError;
    expect(error.message).toMatch(
      /no connection to https:\/\/aep\.invalid: its name cannot be resolved \((ENOTFOUND|EAI_AGAIN)\)\. Check aep:baseUrl \(AEP_BASE_URL\), which is https:\/\/aep\.invalid\. Where there is a proxy, set HTTPS_PROXY\.$/,
    );
  });

  test("of IMS is an error that names the setting of IMS", async () => {
    const settings = clientSettingsFor({ baseUrl: farAep, imsUrl: away });
    const error = (await errorOf(impatientClient(settings).client.datasets.get("a"))) as AepError;
    expect(error.message).toMatch(/ Check aep:imsUrl \(AEP_IMS_URL\), which is .* set HTTPS_PROXY\.$/);
  });

  test("is an error that names NO_PROXY where that bypasses the proxy", async () => {
    process.env["HTTPS_PROXY"] = network.proxy;
    process.env["NO_PROXY"] = "localhost,aep.invalid";
    const error = (await errorOf(impatientClient(settingsFor(away)).client.datasets.get("a"))) as AepError;
    expect(error.message).toMatch(/ NO_PROXY leads past the proxy of HTTPS_PROXY\.$/);
    expect(network.asked).toEqual([]);
  });
});

test("a 407 of a proxy that the environment does not name is no answer of AEP", async () => {
  const way = await startServer();
  way.answers({ status: 407, headers: { "Proxy-Authenticate": "Basic" }, body: "" });
  const error = (await errorOf(
    impatientClient(settingsFor(way.url)).client.datasets.create(dataset),
  )) as AepError;
  await way.close();
  expect(error).toMatchObject({ kind: "network", status: 407, outcome: "rejected" });
  expect(error.message).toContain("a proxy on the way wants a user and password (407). Set HTTPS_PROXY to");
});

test("no message has the password of the proxy, in any encoding", async () => {
  process.env["HTTPS_PROXY"] = `http://${inUrl}@${network.proxy}`;
  network.conduct({ status: 407 });
  const { client, lines } = impatientClient(settingsFor(farAep));
  const spellings = [
    password,
    encodeURIComponent(password),
    basic.slice("Basic ".length),
    JSON.stringify(password),
    "p%40ss%2fw%3ard",
  ];
  for (const spelling of spellings) {
    const error = (await errorOf(client.datasets.create({ ...dataset, name: spelling }))) as AepError;
    expect(error.message).not.toContain(spelling);
    expect(error.message).toContain("[secret]");
  }
  expect(lines.join()).not.toContain("w:rd");
});
