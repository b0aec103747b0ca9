import { inProject } from "../worlds/inProject";

jest.setTimeout(180_000);

test("destroy cancels a running job and waits for its stop before it deletes the dataset", () =>
  inProject(
    async (project) => {
      project.pair({ dataset: { forceDestroy: false }, job: { waitForCompletion: false } });
      const up = await project.succeed("up", "--yes", "--skip-preview");
      expect(up.output).toMatch(/status +: "(NEW|PROCESSING)"/);
      project.gateway.count();

      await project.succeed("destroy", "--yes", "--skip-preview");

      const [job] = await project.jobs();
      expect(job).toMatchObject({ status: "CANCELLED", batchIds: [] });
      const paths = project.gateway.writes.map(({ method, path }) => `${method} ${path.split("/").at(-2)}`);
      expect(paths).toEqual(["DELETE jobs", "PATCH dataSets", "DELETE dataSets"]);
    },
    { jobSeconds: 60 },
  ));

test("destroy deletes a dataset that holds data only with forceDestroy", () =>
  inProject(async (project) => {
    project.pair({ dataset: { forceDestroy: false } });
    await project.succeed("up", "--yes", "--skip-preview");
    const before = await project.left();

    const refused = await project.fail("destroy", "--yes", "--skip-preview");
    expect(refused.output).toMatch(
      /Deleting target dataset "profiles" \(\w+\): .*holds a batch.*forceDestroy: true.*retainOnDelete.*pulumi state delete/,
    );
    expect(refused.output).not.toMatch(/^ +at /m);
    expect(await project.datasets()).toHaveLength(1);
    expect((await project.left()).batches).toEqual(before.batches);

    // The refused destroy has deleted the job, which an up of all would run again.
    const [target = ""] = /(?<=--target ')[^']*/.exec(refused.output) ?? [];
    project.pair({ dataset: { forceDestroy: true } });
    await project.succeed("up", "--yes", "--skip-preview", "--target", target);
    expect(await project.jobs()).toHaveLength(1);
    await project.succeed("destroy", "--yes", "--skip-preview");
  }));
