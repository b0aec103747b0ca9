import { inYamlProject, writeYaml, type YamlProgram } from "../../worlds/yamlProject";

jest.setTimeout(240_000);

const program = (retention = "P30D"): YamlProgram => ({
  resources: {
    dataset: { type: "aep:TargetDataset", properties: { name: "Gold", forceDestroy: true } },
    expiration: {
      type: "aep:DatasetExpiration",
      properties: { dataset: "${dataset.id}", retention },
    },
    gold: { type: "aep:SegmentDefinition", properties: { expression: 'loyalty.tier = "gold"' } },
    job: {
      type: "aep:ExportJob",
      properties: {
        dataset: "${dataset.id}",
        fields: ["person.name"],
        filter: { segments: [{ segmentId: "${gold.id}" }] },
      },
    },
  },
  outputs: { expiresAt: "${expiration.expiresAt}", status: "${expiration.status}" },
});

test("an expiration and a segment definition live in a YAML program like every other resource", () =>
  inYamlProject(async (project) => {
    writeYaml(project, program());
    const planned = await project.succeed("preview");
    expect(planned.changes).toEqual({ create: 5 });
    expect(planned.output).toContain("(P30D from now)");
    expect((await project.succeed("up", "--yes", "--skip-preview")).changes).toEqual({ created: 5 });
    const [expiration, gold] = [project.resource("DatasetExpiration"), project.resource("SegmentDefinition")];
    expect(expiration.inputs).toMatchObject({ displayName: "expiration", retention: "P30D" });
    const held = await project.aep.expirations.get(expiration.id);
    expect(held).toMatchObject({ status: "pending", displayName: "expiration" });
    expect(await project.outputs()).toEqual({ expiresAt: held?.expiry, status: "pending" });
    expect(await project.aep.segments.get(gold.id)).toMatchObject({
      name: "gold",
      expression: { value: 'loyalty.tier = "gold"' },
    });

    await project.succeed("up", "--yes", "--expect-no-changes");
    await project.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");

    writeYaml(project, program("P60D"));
    expect((await project.succeed("up", "--yes", "--skip-preview")).changes).toMatchObject({ updated: 1 });
    expect(project.resource("DatasetExpiration").id).toBe(expiration.id);

    await project.succeed("destroy", "--yes", "--skip-preview");
    expect((await project.aep.expirations.get(expiration.id))?.status).toBe("cancelled");
    expect(await project.aep.segments.get(gold.id)).toBeUndefined();
  }));
