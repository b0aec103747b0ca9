import { inYamlProject, writeYaml, yamlPair } from "../../worlds/yamlProject";

jest.setTimeout(180_000);

test("preview, up, up again, refresh and destroy of a YAML program make one export and no needless call", () =>
  inYamlProject(async (project) => {
    const { gateway } = project;
    writeYaml(project, yamlPair());
    const planned = await project.succeed("preview");
    expect(planned.changes).toEqual({ create: 3 });
    expect(planned.output).toContain("exports person.name of all profiles");
    // How many profiles it is: the newest evaluation, or else the sample of the store.
    expect(gateway.count()).toEqual({
      "POST /token/v3": 1,
      "GET /segment/jobs": 1,
      "GET /previewsamplestatus": 1,
    });

    expect((await project.succeed("up", "--yes", "--skip-preview")).changes).toEqual({ created: 3 });
    const { "GET /export/jobs/ID": polls, ...calls } = gateway.count();
    expect(calls).toMatchObject({ "POST /dataSets": 1, "POST /export/jobs": 1 });
    expect(polls).toBeGreaterThan(0);
    const [dataset, job] = [project.resource("TargetDataset"), project.resource("ExportJob")];
    expect(await project.outputs()).toMatchObject({
      datasetId: dataset.id,
      jobId: job.id,
      status: "SUCCEEDED",
    });
    expect(job.type).toBe("aep:index:ExportJob");
    expect(job.inputs).not.toHaveProperty("owner");

    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(gateway.count()).toEqual({});
    await project.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    expect(gateway.writes).toEqual([]);

    // Values that mean the same are no change.
    writeYaml(project, yamlPair({ job: { segmentPerBatch: false } }));
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");

    writeYaml(project, yamlPair({ dataset: { name: "Renamed" }, job: { triggers: ["week 2"] } }));
    const again = await project.succeed("up", "--yes", "--skip-preview");
    expect(again.changes).toMatchObject({ updated: 1, replaced: 1 });
    expect(await project.jobs()).toHaveLength(2);
    expect(project.resource("TargetDataset").id).toBe(dataset.id);

    await project.succeed("destroy", "--yes", "--skip-preview");
  }));

test("a dataset without a name is called like its resource, and a preview shows unknown answers as unknown and warns", () =>
  inYamlProject(async (project) => {
    const mergePolicy = { id: "0bf16e61-90e9-4204-b8fa-ad250360957b" };
    writeYaml(project, yamlPair({ dataset: { name: undefined }, job: { mergePolicy } }));
    const { output } = await project.succeed("preview", "--diff");
    expect(output).toMatch(/name *: "dataset"/);
    expect(output).toContain("warning: mergePolicy.version is left out");
    expect(await project.datasets()).toEqual([]);
  }));
