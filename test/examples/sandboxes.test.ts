import { destroy, inExample, upTwice } from "./example";
import { expectRows, exportedRows, isIn, sampleProfiles, segmentId } from "./records";

jest.setTimeout(180_000);

test("sandboxes exports from each sandbox into a dataset of that sandbox", () =>
  inExample(
    "sandboxes",
    async (project) => {
      const { profileCounts, datasetIds } = await upTwice<{
        profileCounts: Record<string, number>;
        datasetIds: Record<string, string>;
      }>(project);

      const gold = (await sampleProfiles()).filter((profile) => isIn(profile, segmentId("Gold members")));
      expect(profileCounts).toEqual({ prod: gold.length, dev: gold.length });
      for (const [sandbox, other] of [
        ["prod", "dev"],
        ["dev", "prod"],
      ] as const) {
        const datasetId = datasetIds[sandbox] ?? "";
        expect(await project.aep.inSandbox(other).datasets.get(datasetId)).toBeUndefined();
        const client = project.aep.inSandbox(sandbox);
        const batchIds: string[] = [];
        for await (const { id } of client.batches.list({ dataSet: datasetId })) batchIds.push(id);
        expect(batchIds).toHaveLength(1);
        const rows = await exportedRows(client, { batchIds, dir: project.dir });
        expectRows(rows, gold, ({ person, loyalty }) => ({
          person: { name: person?.name },
          loyalty: { tier: loyalty?.tier },
        }));
      }

      await destroy(project);
      const dev = project.aep.inSandbox("dev");
      expect(await dev.datasets.get(datasetIds["dev"] ?? "")).toBeUndefined();
    },
    { sandboxes: ["dev"] },
  ));
