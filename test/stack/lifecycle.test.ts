import { inProject } from "../worlds/inProject";

/** The life of a stack that nobody disturbs. */

jest.setTimeout(180_000);

test("preview, up, up again, refresh and destroy make one export and no needless call", () =>
  inProject(async (project) => {
    const { gateway } = project;
    project.pair();

    const planned = await project.succeed("preview");
    expect(planned.changes).toEqual({ create: 4 });
    // How many profiles the export is about; here nothing has been evaluated yet.
    expect(gateway.count()).toEqual({
      "POST /token/v3": 1,
      "GET /segment/jobs": 1,
      "GET /previewsamplestatus": 1,
    });

    const first = await project.succeed("up", "--yes", "--skip-preview");
    expect(first.changes).toEqual({ created: 4 });
    const { "GET /export/jobs/ID": polls, ...calls } = gateway.count();
    expect(calls).toEqual({
      // One of the process that makes the resources, one of the program, which waits for the job.
      "POST /token/v3": 2,
      // What an interrupted run has left, by the name and by the id of the stack.
      "GET /dataSets": 2,
      "POST /dataSets": 1,
      "PATCH /dataSets/ID": 1,
      "POST /export/jobs": 1,
    });
    expect(polls).toBeGreaterThan(0);
    const dataset = project.resource("TargetDataset");
    const job = project.resource("ExportJob");
    const { batchIds: [batchId] = [], metrics } = (await project.aep.exportJobs.get(job.id)) ?? {};
    expect(batchId).toMatch(/./);
    expect(metrics?.totalExportedProfileCounter).toBeGreaterThan(0);
    expect(await project.outputs()).toEqual({
      datasetId: dataset.id,
      jobId: job.id,
      status: "SUCCEEDED",
      batchIds: [batchId],
      profileCount: metrics?.totalExportedProfileCounter,
    });

    // The job was under way when it was put into the state; its end is looked up, and known at preview already.
    const preview = await project.succeed("preview", "--diff", "--expect-no-changes");
    expect(preview.output).not.toMatch(/output<|\[unknown\]/);
    const again = await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(again.changes).toEqual({ unchanged: 4 });
    expect(await project.outputs()).toMatchObject({ status: "SUCCEEDED", batchIds: [batchId] });

    const refreshed = await project.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    expect(refreshed.changes).toEqual({ unchanged: 4 });
    expect(project.resource("ExportJob").outputs).toMatchObject({ status: "SUCCEEDED", batchIds: [batchId] });
    expect(gateway.writes).toEqual([]);
    gateway.count();

    // A finished export is a fact, about which nobody needs to be asked.
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    expect(gateway.count()).toEqual({});

    const destroyed = await project.succeed("destroy", "--yes", "--skip-preview");
    expect(destroyed.changes).toEqual({ deleted: 4 });
    expect(gateway.count()).toEqual({
      "POST /token/v3": 1,
      // The mark of the job goes with the job.
      "PATCH /dataSets/ID": 1,
      // Whether the datasets still belong to the stack.
      "GET /dataSets": 1,
      // Whether a job of no resource is writing to a dataset of the stack: NEW, PROCESSING and CANCELLING ones.
      "GET /export/jobs": 3,
      "DELETE /dataSets/ID": 1,
    });
  }));

test("a new name updates the dataset in place, other fields replace the job, triggers export again", () =>
  inProject(async (project) => {
    const up = () => project.succeed("up", "--yes", "--skip-preview");
    project.pair({
      dataset: { description: "old", tags: { team: ["crm"] } },
      job: { fields: "person.name" },
    });
    await up();
    const [dataset, job] = [project.resource("TargetDataset").id, project.resource("ExportJob").id];
    await project.aep.datasets.update(dataset, [{ op: "add", path: "/tags/foreign", value: ["stays"] }]);

    project.pair({
      dataset: { name: "Renamed", description: "new", tags: { team: ["data"], goal: ["churn"] } },
      // The same field in another form.
      job: { fields: ["person.name"] },
    });
    expect((await up()).changes).toEqual({ updated: 1, unchanged: 3 });
    expect(project.resource("TargetDataset").id).toBe(dataset);
    expect(await project.aep.datasets.get(dataset)).toMatchObject({
      name: "Renamed",
      description: "new",
      tags: { team: ["data"], goal: ["churn"], foreign: ["stays"] },
    });

    project.pair({ dataset: { name: "Renamed" }, job: { fields: ["person.name", "personalEmail"] } });
    expect((await up()).changes).toEqual({ updated: 1, replaced: 1, unchanged: 2 });
    expect(project.resource("TargetDataset").id).toBe(dataset);
    const { tags, description } = (await project.aep.datasets.get(dataset)) ?? {};
    expect(description ?? "").toBe("");
    expect(tags).toMatchObject({ foreign: ["stays"] });
    expect(tags).not.toHaveProperty("team");
    const replacement = project.resource("ExportJob").id;
    expect(replacement).not.toBe(job);
    expect(await project.aep.exportJobs.get(replacement)).toMatchObject({
      fields: "person.name,personalEmail",
      destination: { datasetId: dataset },
    });

    project.pair({
      dataset: { name: "Renamed" },
      job: { fields: ["person.name", "personalEmail"], triggers: ["week 2"] },
    });
    expect((await up()).changes).toEqual({ replaced: 1, unchanged: 3 });
    expect(await project.jobs()).toHaveLength(3);

    await project.succeed("destroy", "--yes", "--skip-preview");
  }));
