import { inYamlProject, writeYaml, yamlPair } from "../../worlds/yamlProject";

jest.setTimeout(180_000);

test("bad input is refused at preview with its path, all at once, and reaches no API", () =>
  inYamlProject(async (project) => {
    writeYaml(
      project,
      yamlPair({
        dataset: { name: " Profiles", tags: { "adobe/x": ["y"] } },
        job: { fields: ["/person"], timeouts: { delete: "soon" } },
      }),
    );
    const { output } = await project.fail("preview");
    expect(output).toContain('name has blanks or line breaks at its ends; write "Profiles".');
    expect(output).toContain('tags["adobe/x"] is AEP\'s own');
    writeYaml(project, yamlPair({ job: { fields: ["/person"], timeouts: { delete: "soon" } } }));
    const job = await project.fail("preview");
    expect(job.output).toContain('fields[0] "/person" is not a dot path. Write "person".');
    expect(job.output).toContain(
      'timeouts.delete "soon" is not a duration. Write it like 90m, 1h30m or 45s.',
    );
    expect(project.gateway.writes).toEqual([]);
  }));

test("references that do not exist are refused at preview", () =>
  inYamlProject(async (project) => {
    const segmentId = "4edc8488-2c35-4f6d-b4c6-9075c68d2df4";
    writeYaml(project, yamlPair({ job: { filter: { segments: [{ segmentId }] } } }));
    const { output } = await project.fail("preview");
    expect(output).toContain(`sandbox prod has no segment ${segmentId}`);
    expect(project.gateway.writes).toEqual([]);
  }));

test("a misspelt setting of a provider, missing credentials and an unknown property are named", () =>
  inYamlProject(async (project) => {
    writeYaml(project, yamlPair());
    await project.succeed("config", "set", "aep:sandboxname", "prod");
    expect((await project.fail("preview")).output).toContain(
      'sandboxname is not a setting. Did you mean "sandboxName"?',
    );
    await project.succeed("config", "rm", "aep:sandboxname");
    writeYaml(project, yamlPair({ job: { segmentsPerBatch: true } }));
    expect((await project.fail("preview")).output).toMatch(/segmentsPerBatch/);
    writeYaml(project, yamlPair());
    project.env = { ...project.env, AEP_ORG_ID: undefined };
    expect((await project.fail("preview")).output).toContain(
      "The organization is missing: set aep:orgId (AEP_ORG_ID).",
    );
  }));
