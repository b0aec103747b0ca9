import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { emulatorEnv } from "../../tools/quickstart/emulator";
import { type CompanyNetwork, farAep, startCompanyNetwork } from "../worlds/companyNetwork";
import { rootCertificate } from "../worlds/companyTls";
import { type LocalAep, run, startAep } from "./aepExport";

jest.setTimeout(60_000);

let aep: LocalAep;
let network: CompanyNetwork;
let dir: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), "proxy-"));
  writeFileSync(path.join(dir, "root.pem"), rootCertificate);
  aep = await startAep({});
});
beforeEach(async () => {
  network = await startCompanyNetwork({ emulatorUrl: aep.emulator.url });
  env = {
    ...emulatorEnv(farAep),
    HTTPS_PROXY: `http://corp%5Cuser:p%40ss@${network.proxy}`,
    NODE_EXTRA_CA_CERTS: path.join(dir, "root.pem"),
  };
});
afterEach(() => network.close());
afterAll(async () => {
  await aep.emulator.close();
  rmSync(dir, { recursive: true, force: true });
});

test("all calls of a command use one tunnel, and the proxy sees no token", async () => {
  expect(await run(["jobs", "--json"], { env })).toEqual({ code: 0, stdout: "[]\n", stderr: "" });
  expect(network.asked).toHaveLength(1);
  const [{ target, headers } = { target: "", headers: {} }] = network.asked;
  expect(target).toBe("aep.example.test:443");
  expect(headers["proxy-authorization"]).toBe(`Basic ${Buffer.from("corp\\user:p@ss").toString("base64")}`);
  expect(Object.keys(headers).sort()).toEqual(["connection", "host", "proxy-authorization"]);

  const [token, jobs] = network.arrived;
  expect([token?.method, jobs?.method]).toEqual(["POST", "GET"]);
  expect(jobs?.authorization).toMatch(/^Bearer ./);
});

test.each([
  [
    "a proxy that wants another user",
    {},
    /proxy localhost:\d+ refuses the user and password of HTTPS_PROXY \(407\)/,
  ],
  ["a certificate that is not trusted", { NODE_EXTRA_CA_CERTS: "" }, /NODE_EXTRA_CA_CERTS/],
])("%s ends with exit code 1 and one line, without the credentials", async (_name, more, message) => {
  if (Object.keys(more).length === 0) network.conduct({ status: 407 });
  const { code, stdout, stderr } = await run(["jobs"], { env: { ...env, ...more } });
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^aep-export: [^\n]+\n$/);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/clientId|clientSecret|p@ss|p%40ss/);
});
