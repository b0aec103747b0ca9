import { readFileSync } from "node:fs";
import path from "node:path";
import { sampleSegments } from "../../emulator/profiles/index";
import { policyPack } from "../policy/policyPack";
import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";

/** An export from the pull request that asks for it to its end, as reviewers, pipelines and policies see it. */

jest.setTimeout(360_000);

const [gold] = sampleSegments;

/** What a review shows of the export below; a difference is to be looked at, and kept if it reads better. */
const sample = readFileSync(path.join(__dirname, "..", "samples", "pullRequest.diff"), "utf8");

/** What the pull request declares beside an event list, a time limit and the day. */
interface Declared {
  fields: string[];
  tags: object;
  /** The rule of the segment to export; without it the export is of all profiles. */
  rule?: string;
  retention: string;
}

/** The program of the pull request, which takes over the segment that it exports. */
function declare(project: Project, { fields, tags, rule, retention }: Declared) {
  const dataset = { name: "Gold members", tags, forceDestroy: true };
  const segment = { name: gold?.name, expression: rule, adopt: gold?.id };
  project.program(`import * as pulumi from "@pulumi/pulumi";
${rule === undefined ? "" : `new aep.SegmentDefinition("gold", ${JSON.stringify(segment)});`}
const dataset = new aep.TargetDataset("members", ${JSON.stringify(dataset)});
new aep.DatasetExpiration("members", { dataset, retention: ${JSON.stringify(retention)} });
new aep.ExportJob("members", {
  dataset,
  fields: ${JSON.stringify(fields)},
  ${rule === undefined ? "" : `filter: { segments: [{ segmentId: "${gold?.id}" }] },`}
  additionalFields: { eventList: { fields: "eventType", filter: { fromIngestTimestamp: "2026-01-01T00:00:00Z" } } },
  timeouts: { create: "2h" },
  triggers: [new pulumi.Config().require("day")],
});
`);
}

/**
 * What the CLI printed, in an order of its own: its messages come by another stream, and resources that do not
 * depend on each other in any order. Without times, and without the table of packs, of any width.
 */
function reviewed(output: string): string {
  const [diff = ""] = output.split(/\n+Policy Packs run:/);
  const message = /^(?:exports|takes over|has AEP delete) .*\n/gm;
  const [begin = "", ...rest] = diff.replace(message, "").split(/^(?= {4}\+ pulumi-nodejs:)/m);
  const [last = "", end = ""] = (rest.pop() ?? "").split(/^(?=Resources:)/m);
  return [...(output.match(message) ?? []).sort(), begin, ...[...rest, last].sort(), end]
    .join("")
    .replace(/evaluated (just now|\d+ min ago)/, "evaluated just now")
    .replace(/ on \d{4}-\S+ \(P30D from now\)/, " on 2026-03-05T00:00:00Z (P30D from now)")
    .trim();
}

test("a pull request is refused, corrected, previewed and merged; drift is found and reverted; the schedule exports again; the stack is destroyed", () =>
  inProject(
    async (project) => {
      project.env = { AEP_SANDBOX_NAME: "dev", AEP_ESTIMATE_PROFILES: "true" };
      await project.evaluate("dev");
      const aep = project.aep.inSandbox("dev");
      const jobs = async () => {
        const all = [];
        for await (const job of aep.exportJobs.list()) all.push(job.state);
        return all;
      };
      const on = (day: string) => ["--suppress-progress", "--config", `day=${day}`];

      const pack = await policyPack(project);
      project.write(
        "policies.json",
        JSON.stringify({
          "large-export": { limits: { dev: 1000 } },
          retention: { enforcementLevel: "mandatory", days: 30, moreFields: ["loyalty"] },
        }),
      );
      const policies = ["--policy-pack", pack, "--policy-pack-config", "policies.json"];
      const preview = ["preview", "--diff", ...on("2026-02-03"), ...policies];

      declare(project, {
        fields: ["person.name", "loyalty.tier"],
        tags: { owner: ["crm"] },
        retention: "P180D",
      });
      const large = await project.fail(...preview);
      expect(large.output).toMatch(/\[mandatory\] +personal-data .*\n.*fields\[0\] exports "person\.name"/);
      expect(large.output).toMatch(/\[mandatory\] +segment-filter .*\n.*filter\.segments is not set/);
      expect(large.output).toMatch(/\[advisory\] +dataset-tags .*\n.*tags\.purpose is not set/);
      expect(large.output).toMatch(
        /\[mandatory\] +large-export .*\n.*Export job "members": filter selects up to [\d,]+ profiles, but large-export allows 1,000 in sandbox dev\. Narrow/,
      );

      const corrected = {
        fields: ["loyalty.tier", "testProfile"],
        tags: { owner: ["crm"], purpose: ["churn model"] },
        rule: gold?.expression?.value,
      };
      declare(project, { ...corrected, retention: "P180D" });
      const long = await project.fail(...preview);
      expect(long.output).toMatch(
        /\[mandatory\] +retention .*\n.*Export job "members": dataset holds personal data, but expires after P180D only\. Set retention: "P30D"/,
      );

      declare(project, { ...corrected, retention: "P30D" });
      const passed = await project.succeed(...preview);
      expect(passed.output).toMatch(/Policy Packs run:\n.*\n +aep-exports\|local/);
      expect(reviewed(passed.output)).toBe(sample.trim());
      expect(project.gateway.writes).toEqual([]);

      const up = ["up", "--yes", "--skip-preview", "--refresh"];
      await project.succeed(...up, ...on("2026-02-03"));
      expect(await jobs()).toEqual(["succeeded"]);
      expect(project.resource("ExportJob").inputs).not.toHaveProperty("estimatedProfiles");

      const { id } = project.resource("TargetDataset");
      await aep.datasets.update(id, [{ op: "replace", path: "/name", value: "By hand" }]);
      const nightly = ["preview", "--diff", "--refresh", "--expect-no-changes", ...on("2026-02-03")];
      const drift = await project.fail(...nightly);
      expect(drift.output).toMatch(/~ name +: "By hand" => "Gold members"/);
      const repaired = await project.succeed(...up, ...on("2026-02-03"));
      expect(repaired.changes).toEqual({ updated: 1, unchanged: 5 });
      expect(await aep.datasets.get(id)).toMatchObject({ name: "Gold members" });
      await project.succeed(...nightly);

      const rerun = await project.succeed(...up, "--diff", ...on("2026-02-04"));
      expect(rerun.changes).toEqual({ replaced: 1, unchanged: 5 });
      expect(rerun.output).toMatch(/~ \[0\]: "2026-02-03" => "2026-02-04"/);
      expect(await jobs()).toEqual(["succeeded", "succeeded"]);

      await project.succeed("destroy", "--yes", "--skip-preview");
      expect(await aep.datasets.get(id)).toBeUndefined();
    },
    { sandboxes: ["dev"] },
  ));
