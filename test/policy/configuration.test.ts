import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { policies } from "../../policy/policies";

/** The check of a configuration before it is used with the pack. */

const pack = path.join(__dirname, "..", "..", "policy");

let dir: string;
beforeAll(() => (dir = mkdtempSync(path.join(tmpdir(), "pulumi-aep-policies-"))));
afterAll(() => rmSync(dir, { recursive: true }));

/** What the check prints of a configuration; nothing if it accepts it. */
function refusal(configuration: object): string {
  const file = path.join(dir, "policies.json");
  writeFileSync(file, JSON.stringify(configuration));
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(pack, "check.mjs"), file], {
    encoding: "utf8",
  });
  expect(stdout).toBe("");
  expect(status).toBe(stderr === "" ? 0 : 1);
  return stderr.replace(`Checking the configuration of the policy pack in ${file}: `, "");
}

const rules = [...policies.map(({ name }) => name), "all"].join(", ");

test("accepts rules with their levels and settings", () => {
  expect(refusal({})).toBe("");
  expect(
    refusal({
      all: "advisory",
      "personal-data": { sandboxes: ["prod", "eu-prod"], moreFields: ["_acme.plate"] },
      "dataset-tags": { enforcementLevel: "mandatory", tags: ["owner"] },
      "empty-profiles": "disabled",
      "large-export": { limits: { prod: 500000, "*": 0 } },
      "job-timeout": {},
    }),
  ).toBe("");
});

test.each<[configuration: object, reason: string]>([
  [{ "personel-data": {} }, `there is no rule "personel-data". Rules are ${rules}.`],
  [{ "personel-data": "advisory" }, `there is no rule "personel-data". Rules are ${rules}.`],
  [{ "dataset-tags": { tag: [] } }, 'dataset-tags has no setting "tag". Use enforcementLevel, tags.'],
  [{ "job-timeout": { tags: [] } }, 'job-timeout has no setting "tags". Use enforcementLevel.'],
  [{ all: { tags: [] } }, 'all has no setting "tags". Use enforcementLevel.'],
  [{ "job-timeout": "sometimes" }, "job-timeout is no level. Use mandatory, advisory or disabled."],
  [
    { "job-timeout": { enforcementLevel: "" } },
    "job-timeout.enforcementLevel is no level. Use mandatory, advisory or disabled.",
  ],
  [{ "personal-data": { sandboxes: "prod" } }, "personal-data.sandboxes must be array."],
  [{ "large-export": { limits: { dev: -1 } } }, "large-export.limits.dev must be >= 0."],
  [{ "large-export": { limits: { dev: "1k" } } }, "large-export.limits.dev must be integer."],
  [[], "the configuration must be object."],
])("refuses %j", (configuration, reason) => expect(refusal(configuration)).toBe(`${reason}\n`));

test("reports all problems at once", () => {
  expect(
    refusal({ "personel-data": {}, "dataset-tags": { tag: [] }, "job-timeout": 1 }).split("; "),
  ).toHaveLength(3);
});

test("the schema has every rule of the pack with its settings, and nothing else", () => {
  const schema = JSON.parse(readFileSync(path.join(pack, "configuration.schema.json"), "utf8")) as {
    properties: Record<string, { description: string; properties: object }>;
  };
  const { all, ...inSchema } = schema.properties;
  expect(all).toBeDefined();
  const enforcementLevel = { $ref: "#/$defs/level" };
  const ofPack = policies.map(({ name, description, configSchema }) => {
    const settings = Object.entries(configSchema?.properties ?? {}).map(
      ([setting, { default: _, ...rest }]) => [setting, rest],
    );
    const properties: object = { enforcementLevel, ...Object.fromEntries(settings) };
    return [name, { description, properties }];
  });
  expect(
    Object.fromEntries(
      Object.entries(inSchema).map(([name, { description, properties }]) => [
        name,
        { description, properties },
      ]),
    ),
  ).toEqual(Object.fromEntries(ofPack));
});
