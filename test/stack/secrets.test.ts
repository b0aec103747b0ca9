import { readFileSync } from "node:fs";
import path from "node:path";
import { localClient, type Faults } from "../../emulator/server";
import { CommandLines } from "./commandLines";
import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";

jest.setTimeout(240_000);

const unasked = ["--yes", "--skip-preview"];

/** From now on AEP misbehaves like this. */
async function misbehave({ gateway }: Project, faults: Faults): Promise<void> {
  const answer = await fetch(`${gateway.url}/emulator/faults`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(faults),
  });
  expect(answer.status).toBe(200);
}

/** A secret as it is, and in base64. */
const spellings = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
];

test.each([
  ["configuration", ["--secret", "aep:clientSecret", localClient.clientSecret]],
  ["environment", ["aep:clientId", localClient.clientId]],
])(
  "a secret in the %s, and the tokens it buys, are in no state, plan, log, error or process list",
  (place, setting) =>
    inProject(async (project) => {
      await project.succeed("config", "set", ...setting);
      project.env = { PULUMI_EXPERIMENTAL: "true" };
      if (place === "configuration") project.env.AEP_CLIENT_SECRET = undefined;
      project.pair();
      await misbehave(project, {
        calls: [
          { fault: "expired-token", path: "/data/", times: 1 },
          { fault: "throttle", method: "POST", path: "/export/jobs", times: 1 },
          { fault: "error-before", method: "GET", times: 1 },
          { fault: "error-after", method: "POST", path: "/dataSets", times: 1 },
        ],
        jobs: [{ fault: "fail" }],
      });

      const processes = process.platform === "linux" ? new CommandLines() : undefined;
      const plan = path.join(project.folder, "plan.json");
      const run = async (...args: string[]): Promise<string> =>
        (await project.start(...args, "--logtostderr", "--logflow", "-v=9").ended).output;
      const previewed = await run("preview", "--save-plan", plan);
      const failed = await run("up", "--plan", plan, ...unasked);
      const destroyed = await run("destroy", ...unasked);
      processes?.stop();

      // Or else nothing could have shown. The log is text, or JSON from CLI 3.259 on.
      expect(previewed).toMatch(/^(I\d{4} |\{"time":).*RegisterResource/m);
      expect(failed).toContain('Export job "profiles": job 1 ended FAILED');
      expect(destroyed).toMatch(/- \d deleted/);
      expect(readFileSync(plan, "utf8")).toContain("aep:ExportJob");
      expect(project.gateway.tokens.size).toBeGreaterThan(2);
      if (processes) expect([...processes.seen].join()).toContain("pulumi-language-nodejs");
      const shown = [previewed, failed, destroyed, readFileSync(plan, "utf8"), ...(processes?.seen ?? [])];
      const secrets = [localClient.clientSecret, ...project.gateway.tokens].flatMap(spellings);
      expect(shown.some((text) => secrets.some((secret) => text.includes(secret)))).toBe(false);
    }),
);

test("a token that expires during a long wait is renewed", () =>
  inProject(
    async (project) => {
      project.pair();
      const { output } = await project.succeed("up", ...unasked);
      expect(output).not.toMatch(/401|token/i);
      expect(project.gateway.tokens.size).toBeGreaterThan(2);
      await project.succeed("destroy", ...unasked);
    },
    { tokenSeconds: 2, jobSeconds: 6 },
  ));

test("credentials that AEP revokes during a wait fail the up with this reason, and the next up resumes", () =>
  inProject(
    async (project) => {
      project.pair();
      const up = project.start("up", ...unasked);
      await up.says(/PROCESSING/);
      await misbehave(project, { calls: [{ fault: "expired-token", path: "/data/" }] });
      const { code, output } = await up.ended;
      expect(code).not.toBe(0);
      const [, diagnostics = ""] = output.split("Diagnostics:");
      expect(diagnostics).toMatch(
        /Oauth token is not valid \(401, 401013, request .*\)\. AEP refuses a token that was just fetched/,
      );
      expect(diagnostics).toContain("aep:clientId (AEP_CLIENT_ID)");
      expect(output).not.toMatch(/^ +at .*:\d+/m);
      const { id } = project.resource("ExportJob");

      await misbehave(project, {});
      await project.succeed("up", ...unasked);
      expect(project.resource("ExportJob").id).toBe(id);
      await project.succeed("destroy", ...unasked);
    },
    { jobSeconds: 15 },
  ));

test("a token is sent to https or to this machine only: anything else ends at preview, by the name of its key", () =>
  inProject(async (project) => {
    project.pair();
    project.env = { AEP_BASE_URL: "http://aep.example.com", AEP_IMS_URL: "http://ims.example.com" };
    const { output } = await project.fail("preview");
    expect(output).toContain("aep:baseUrl (AEP_BASE_URL) must be an https URL");
    expect(output).toContain("aep:imsUrl (AEP_IMS_URL) must be an https URL");
    expect(output).not.toMatch(/^ +at .*:\d+/m);
    expect(project.gateway.calls).toEqual([]);
  }));
