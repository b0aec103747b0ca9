import { inProject } from "../stack/inProject";
import { policyPack } from "./policyPack";

/** The pack as the real CLI runs it. What each rule finds is seen in rules.test.ts, a run that passes in test/stack/pullRequest.test.ts. */

jest.setTimeout(180_000);

test("the pack refuses a preview, naming resource, property and remedy, and a configuration that it does not know", () =>
  inProject(async (project) => {
    project.pair({
      job: { fields: ["testProfile", "person.name"], additionalFields: { eventList: {} } },
    });
    const pack = await policyPack(project);
    const preview = (configuration: object) => {
      project.write("policies.json", JSON.stringify(configuration));
      return ["preview", "--policy-pack", pack, "--policy-pack-config", "policies.json"];
    };

    const refused = await project.fail(...preview({ "personal-data": { sandboxes: ["eu-prod"] } }));
    const said = [...refused.output.matchAll(/\[(\w+)\] +([\w-]+) .*\n.*\n +(.*)\./g)].map(
      ([, level, rule, message]) => ({ level, rule, message }),
    );
    const job = 'Export job "profiles": ';
    const expected = [
      ["mandatory", "personal-data", `${job}fields[1] exports "person.name", personal data, in sandbox prod`],
      ["mandatory", "personal-data", `${job}additionalFields.eventList.fields is not set, so all fields`],
      ["mandatory", "segment-filter", `${job}filter.segments is not set`],
      ["mandatory", "event-start", `${job}additionalFields.eventList.filter.fromIngestTimestamp is not set`],
      ["mandatory", "force-destroy", 'Target dataset "profiles": forceDestroy is true'],
      ["advisory", "dataset-tags", 'Target dataset "profiles": tags.owner is not set'],
      ["advisory", "dataset-tags", 'Target dataset "profiles": tags.purpose is not set'],
      ["advisory", "job-timeout", `${job}timeouts.create is not set`],
    ].map(([level, rule, start]) => ({
      level,
      rule,
      message: expect.stringMatching(new RegExp(`^${start?.replaceAll(/[[\].]/g, "\\$&")}.*\\. [A-Z]`)),
    }));
    expect(said).toHaveLength(expected.length);
    expect(said).toEqual(expect.arrayContaining(expected));
    expect(project.gateway.writes).toEqual([]);

    const unknown = await project.fail(
      ...preview({ "personel-data": "advisory", "dataset-tags": { tag: ["team"] } }),
    );
    expect(unknown.output).toMatch(
      /there is no rule "personel-data"\. Rules are personal-data, segment-filter/,
    );
    expect(unknown.output).toMatch(/dataset-tags has no setting "tag"\. Use enforcementLevel, tags/);
    expect(unknown.output).not.toMatch(/^ +at /m);
  }));
