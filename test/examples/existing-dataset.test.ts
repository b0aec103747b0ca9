import type { Dataset } from "../../contract/catalog";
import { parquetFiles, profileUnionSchema } from "../../provider/targetDataset/inputs";
import { destroy, inExample, upTwice } from "./example";
import { expectRows, exportedRows, sampleProfiles } from "./records";

jest.setTimeout(180_000);

test("existing-dataset exports into an adopted dataset and into one that it only reads; both outlive the stack", () =>
  inExample("existing-dataset", async (project) => {
    const { datasets } = project.aep;
    const make = (name: string) =>
      datasets.create({ name, schemaRef: profileUnionSchema, fileDescription: parquetFiles });
    const [ours, theirs] = [await make("By hand"), await make("Of another team")];
    await project.succeed("config", "set", "ours", ours);
    await project.succeed("config", "set", "theirs", theirs);

    const outputs = await upTwice<{ names: string[]; batchIds: Record<"ours" | "theirs", string[]> }>(
      project,
    );

    expect(outputs.names).toEqual(["Profiles, managed by Pulumi", "Of another team"]);
    expect(await datasets.get(ours)).toMatchObject({ name: "Profiles, managed by Pulumi" });
    // The dataset of others carries the mark of the job, but no ownership tag.
    const guest = await datasets.get(theirs);
    expect(guest).toMatchObject({ name: "Of another team" });
    expect(ourTags(guest)).toEqual([expect.stringMatching(/^pulumi-aep\/job\//)]);
    const profiles = await sampleProfiles();
    for (const [id, batchIds] of [
      [ours, outputs.batchIds.ours],
      [theirs, outputs.batchIds.theirs],
    ] as const) {
      for (const batchId of batchIds) {
        expect((await project.aep.batches.get(batchId))?.relatedObjects).toContainEqual({
          type: "dataSet",
          id,
        });
      }
      const rows = await exportedRows(project.aep, { batchIds, dir: project.dir });
      expectRows(rows, profiles, ({ person, personalEmail }) => ({
        person: { name: person?.name },
        personalEmail,
      }));
    }

    await destroy(project);
    expect(ourTags(await datasets.get(theirs))).toEqual([]);
    const kept = (await project.datasets()).map(({ id }) => id);
    expect(kept.sort()).toEqual([ours, theirs].sort());
    // Both datasets are deleted by hand, so that only objects are left that the stack may have
    // forgotten.
    for (const id of kept) await datasets.delete(id);
  }));

const ourTags = (dataset?: Dataset): string[] =>
  Object.keys(dataset?.tags ?? {}).filter((namespace) => namespace.startsWith("pulumi-aep/"));
