import { readFileSync } from "node:fs";
import path from "node:path";
import { exportRequest } from "../../provider/exportJob/declaration/request";
import { parquetFiles, profileUnionSchema } from "../../provider/targetDataset/inputs";
import { run as aepExport } from "../cli/aepExport";
import { inProject } from "../worlds/inProject";
import type { Project } from "../worlds/project";

jest.setTimeout(300_000);

test("exports made by hand are imported and adopted without a change in AEP and without another export", () =>
  inProject(async (project) => {
    const { datasets } = project.aep;
    const nightly = await datasetByHand(project, "Nightly");
    const fields = "person.name,personalEmail.address";
    for (const day of ["01", "02"])
      await jobByHand(project, {
        dataset: nightly,
        fields,
        filter: { fromIngestTimestamp: `2026-02-${day}T00:00:00Z` },
      });
    const events = { eventList: { fields: "eventType" } };
    await jobByHand(project, { dataset: nightly, segmentPerBatch: true, additionalFields: events });
    const jobs = (await project.jobs()).map(({ id }) => id);

    await importInto(project);
    const preview = await project.succeed("preview");
    expect(preview.output).toContain(`takes over dataset "Nightly" (${nightly})`);
    for (const id of [jobs[0], jobs[1]])
      expect(preview.output).toContain(`takes over job ${id} (SUCCEEDED); nothing is exported anew`);
    await project.succeed("up", "--yes", "--skip-preview");
    await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
    await project.succeed("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    expect(new Set(project.resources().map(({ id }) => id))).toEqual(new Set([nightly, ...jobs.slice(0, 2)]));
    expect((await project.jobs()).map(({ id }) => id)).toEqual(jobs);
    expect(await datasets.get(nightly)).toMatchObject({ name: "Nightly", tags: { team: ["crm"] } });

    const before = programOf(project);
    await importInto(project);
    expect(programOf(project)).toBe(before);
    const later = await datasetByHand(project, "Later");
    await importInto(project);
    expect(programOf(project).slice(0, before.length)).toBe(before);
    const more = await project.succeed("preview");
    expect(more.output).toContain(`takes over dataset "Later" (${later})`);
    expect(more.output).toMatch(/\+ 1 to create\n +5 unchanged/);

    await project.succeed("destroy", "--yes", "--skip-preview");
    expect(await datasets.get(nightly)).toBeDefined();
    for (const id of [nightly, later]) await datasets.delete(id);
  }));

test("preview names imported objects that can no longer be adopted", () =>
  inProject(async (project) => {
    const dataset = await datasetByHand(project, "Gone");
    const job = await jobByHand(project, { dataset });
    await importInto(project);
    const program = programOf(project);

    project.write("index.ts", program.replace(`adopt: "${job}"`, 'adopt: "999999"'));
    expect((await project.fail("preview")).output).toMatch(
      /Export job "gone": Taking over job 999999: sandbox prod has no such job, or has forgotten it.*remove the resource, or remove adopt/,
    );
    project.write("index.ts", program.replace(`adopt: "${job}"`, `adopt: "${job}", fields: ["person.name"]`));
    expect((await project.fail("preview")).output).toContain("it differs from the declaration in fields");
    const again = `new aep.ExportJob("again", { dataset: "${dataset}", adopt: "${job}" });`;
    project.write("index.ts", `${program}${again}`);
    expect((await project.fail("preview")).output).toMatch(
      new RegExp(`"(gone|again)" takes over job ${job} of sandbox prod too\\. Take adopt out of one of them`),
    );
    await project.aep.datasets.delete(dataset);
    project.write("index.ts", program);
    expect((await project.fail("preview")).output).toMatch(
      /Target dataset "gone": Taking over dataset \w+: sandbox prod has no such dataset.*remove the resource/,
    );
  }));

const programOf = (project: Project): string => readFileSync(path.join(project.folder, "index.ts"), "utf8");

async function importInto({ shellEnv: env, folder }: Project): Promise<void> {
  expect(await aepExport(["import", "--out", folder], { env })).toMatchObject({ code: 0 });
}

const datasetByHand = ({ aep }: Project, name: string): Promise<string> =>
  aep.datasets.create({
    name,
    tags: { team: ["crm"] },
    schemaRef: profileUnionSchema,
    fileDescription: parquetFiles,
  });

async function jobByHand(project: Project, inputs: Parameters<typeof exportRequest>[0]): Promise<string> {
  const { id } = await project.aep.exportJobs.create(exportRequest(inputs));
  await project.ended(id);
  return id;
}
