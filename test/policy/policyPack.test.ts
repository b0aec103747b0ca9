import { inProject } from "../worlds/inProject";
import { policyPack } from "./policyPack";

/**
 * The pack as the real CLI runs it. rules.test.ts tests each rule, configuration.test.ts the check
 * of a configuration, and test/stack/pullRequest.test.ts a run that passes.
 */

jest.setTimeout(180_000);

test("the pack refuses a preview, naming resource, property and remedy, and a setting that does not exist", () =>
  inProject(async (project) => {
    project.program(`
const dataset = new aep.TargetDataset("profiles", { name: "Profiles", forceDestroy: true });
// The id of a dataset that does not exist yet is not known at preview.
const fields = [dataset.id, "testProfile", "person.name"];
new aep.ExportJob("profiles", { dataset, fields, additionalFields: { eventList: {} } });
`);
    const pack = await policyPack(project);
    const preview = (configuration: object) => {
      project.write("policies.json", JSON.stringify(configuration));
      return ["preview", "--policy-pack", pack, "--policy-pack-config", "policies.json"];
    };

    const refused = await project.fail(...preview({ "personal-data": { sandboxes: ["eu-prod"] } }));
    const said = violationsIn(refused.output);
    const job = 'Export job "profiles": ';
    const expected = [
      ["mandatory", "personal-data", `${job}fields[2] exports "person.name", personal data, in sandbox prod`],
      ["mandatory", "personal-data", `${job}additionalFields.eventList.fields is not set, so all fields`],
      ["mandatory", "segment-filter", `${job}filter.segments is not set`],
      ["mandatory", "event-start", `${job}additionalFields.eventList.filter.fromIngestTimestamp is not set`],
      ["mandatory", "force-destroy", 'Target dataset "profiles": forceDestroy is true'],
      ["advisory", "dataset-tags", 'Target dataset "profiles": tags.owner is not set'],
      ["advisory", "dataset-tags", 'Target dataset "profiles": tags.purpose is not set'],
      ["advisory", "job-timeout", `${job}timeouts.create is not set`],
      ["advisory", "retention", `${job}dataset holds personal data, but has no expiration`],
      ["advisory", "personal-data", "can't run policy 'personal-data'"],
    ].map(([level, rule, start = ""]) => ({ level, rule, message: expect.stringContaining(start) }));
    expect(said).toHaveLength(expected.length);
    expect(said).toEqual(expect.arrayContaining(expected));
    expect(said.filter(({ message }) => message.startsWith(job) && !/\. [A-Z].*\.$/.test(message))).toEqual(
      [],
    );
    expect(project.gateway.writes).toEqual([]);

    const unknown = await project.fail(...preview({ "dataset-tags": { tag: ["team"] } }));
    expect(unknown.output).toMatch(/dataset-tags has no setting "tag"\. Use enforcementLevel, tags/);
    expect(unknown.output).not.toMatch(/^ +at /m);
  }));

/** The violations that the CLI lists under `Policies:`, each with its last line. */
function violationsIn(output: string): { level?: string; rule?: string; message: string }[] {
  const [, list = ""] = /^Policies:\n([^]*?)\n\n/m.exec(output) ?? [];
  return list
    .split(/^ +- /m)
    .slice(1)
    .map((violation) => {
      const [, level, rule] = /^\[(\w+)\] +([\w-]+)/.exec(violation) ?? [];
      return { level, rule, message: violation.trim().split(/\n +/).at(-1) ?? "" };
    });
}
