import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { inProject } from "../worlds/inProject";
import { Organization, type Client } from "../worlds/organization";
import type { Project } from "../worlds/project";

/** Programs of the Automation API that run in one process: each run has the settings of its own stack, and nothing else. */

jest.setTimeout(180_000);

interface Run {
  stack: string;
  command: "up" | "preview" | "destroy";
  /** Whether nothing of what the program makes is an output of the stack. */
  silent?: boolean;
  /** The segment that the job exports. */
  segmentId?: string;
  config: Record<string, string>;
}

/** Makes rounds of runs, those of a round at once, and prints the outcome of each run. */
const host = `
const path = require("node:path");
const aep = require("pulumi-aep");
const { LocalWorkspace } = require("@pulumi/pulumi/automation");

const program = (silent, segmentId) => async () => {
  const dataset = new aep.TargetDataset("profiles", { name: "Profiles", forceDestroy: true });
  const job = new aep.ExportJob("profiles", {
    dataset,
    fields: ["person.name"],
    filter: segmentId && { segments: [{ segmentId }] },
  });
  const found = dataset.id.apply(() => aep.getDatasets({ name: "Profiles" }));
  job.batchIds.apply((batchIds) => aep.download({ batchIds, dir: path.join(__dirname, "exported") }));
  if (!silent) return { datasetId: dataset.id, status: job.status, found: found.apply((all) => all.map(({ id }) => id)) };
};

async function outcome({ stack: stackName, command, config, silent, segmentId }) {
  try {
    const at = { workDir: __dirname };
    const stack = await LocalWorkspace.createOrSelectStack({ stackName, projectName: "test", program: program(silent, segmentId) }, at);
    const values = Object.entries(config).map(([key, value]) => ["aep:" + key, { value, secret: key === "clientSecret" }]);
    await stack.setAllConfig(Object.fromEntries(values));
    const { outputs = {} } = await stack[command]();
    return { outputs: Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value])) };
  } catch (error) {
    return { error: error.message };
  }
}

void (async () => {
  const outcomes = [];
  for (const round of JSON.parse(process.argv[2])) outcomes.push(await Promise.all(round.map(outcome)));
  console.log(JSON.stringify(outcomes));
})();
`;

interface Outcome {
  /** Undefined where the run failed. */
  outputs?: Record<string, unknown>;
  error?: string;
}

/** Runs programs in a process of their own, as a user's Node program would; the runs of a round at once. */
async function outcomes(project: Project, rounds: Run[][]): Promise<Outcome[][]> {
  project.write("host.js", host);
  const { PULUMI_STACK: _stack, ...env } = project.shellEnv;
  const withoutAep = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("AEP_")));
  const args = [path.join(project.folder, "host.js"), JSON.stringify(rounds)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: withoutAep });
  return JSON.parse(stdout) as Outcome[][];
}

const clientOf = (name: string): Client => ({
  clientId: `client-of-${name}`,
  clientSecret: `secret-of-${name}`,
  orgId: `${name}@AdobeOrg`,
});

const configOf = ({ url }: Organization, client: Client, sandboxName = "prod"): Run["config"] => ({
  ...client,
  baseUrl: url,
  imsUrl: url,
  sandboxName,
});

const former = clientOf("FIRST");
const renewed = { ...clientOf("RENEWED"), orgId: former.orgId };

/** Two organizations; every export of the second one fails. */
async function inOrganizations(
  life: (project: Project, first: Organization, second: Organization) => Promise<void>,
): Promise<void> {
  const first = await Organization.start([former, renewed], { jobSeconds: 1 });
  const second = await Organization.start([clientOf("SECOND")], {
    sandboxes: ["dev"],
    jobSeconds: 1,
    faults: { jobs: [{ fault: "fail" }] },
  });
  try {
    await inProject((project) => life(project, first, second));
  } finally {
    await first.close();
    await second.close();
  }
}

test.each(["at once", "in turn"])(
  "two programs of one process, %s: each calls its own organization only",
  (order) =>
    inOrganizations(async (project, first, second) => {
      const ofFirst = { stack: "first", config: configOf(first, former) };
      const ofSecond = { stack: "second", config: configOf(second, clientOf("SECOND"), "dev") };
      const rounds = (command: Run["command"]): Run[][] => {
        const runs = [ofFirst, ofSecond].map((run) => ({ ...run, command }));
        return order === "at once" ? [runs] : runs.map((run) => [run]);
      };

      const [one, two] = (await outcomes(project, rounds("up"))).flat();

      expect(two?.error).toMatch(/Export job "profiles": job \d+ ended FAILED/);
      // Pulumi fails every run that is under way when an error reaches the process.
      if (order === "in turn") {
        const datasetId = one?.outputs?.["datasetId"];
        expect(one).toEqual({
          outputs: { status: "SUCCEEDED", datasetId: expect.any(String), found: [datasetId] },
        });
      }
      expect(await first.exports("prod")).toEqual(["SUCCEEDED"]);
      expect(await second.exports("dev")).toEqual(["FAILED"]);
      expect(new Set(first.callers)).toEqual(new Set([former.clientId]));
      expect(new Set(second.callers)).toEqual(new Set(["client-of-SECOND"]));

      const destroyed = (await outcomes(project, rounds("destroy"))).flat();
      expect(destroyed).toEqual([{ outputs: {} }, { outputs: {} }]);
    }),
);

test("a second up of one process uses the credentials that are set then", () =>
  inOrganizations(async (project, first) => {
    const run = (client: Client, command: Run["command"]): Run[] => [
      { stack: "first", command, config: configOf(first, client) },
    ];
    const rounds = [run(former, "up"), run(renewed, "up"), run(renewed, "destroy")];
    for (const { error } of (await outcomes(project, rounds)).flat()) expect(error).toBeUndefined();
    const turns = first.callers.filter((caller, index) => caller !== first.callers[index - 1]);
    expect(turns).toEqual([former.clientId, renewed.clientId]);
  }));

test("an up without outputs waits for exports and downloads, and nothing runs after it", () =>
  inOrganizations(async (project, first, second) => {
    const run = (command: Run["command"], stack: string, config: Run["config"]): Run[] => [
      { stack, command, config, silent: true },
    ];
    const good = configOf(first, former);
    const bad = configOf(second, clientOf("SECOND"), "dev");
    const [[one], [two]] = (await outcomes(project, [
      run("up", "first", good),
      run("up", "second", bad),
      run("destroy", "first", good),
      run("destroy", "second", bad),
    ])) as [[Outcome], [Outcome]];

    expect(one).toEqual({ outputs: {} });
    expect(readdirSync(path.join(project.folder, "exported"))).toHaveLength(1);
    expect(two.error).toMatch(/Export job "profiles": job \d+ ended FAILED/);
  }));

test("a preview waits for the look-ups of what a job refers to", () =>
  inOrganizations(async (project, first) => {
    const config = configOf(first, former);
    const [[preview]] = (await outcomes(project, [
      [{ stack: "first", command: "preview", config, silent: true, segmentId: "no-such-segment" }],
    ])) as [[Outcome]];
    expect(preview.error).toMatch(/Export job "profiles": .*sandbox prod has no segment no-such-segment/);
  }));
