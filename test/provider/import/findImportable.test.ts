import type { Dataset } from "../../../contract/catalog";
import type { AepClient } from "../../../provider/aep";
import { readJob } from "../../../provider/aep/exportJobs/job";
import { findImportable } from "../../../provider/import/findImportable";
import { profileUnionSchema } from "../../../provider/targetDataset/inputs";

/** What of a sandbox can be declared; `test/cli/import.test.ts` tells the rest. */

const sandbox = (datasets: Record<string, Dataset>, jobs: object[] = []) =>
  ({
    datasets: { list: () => each(Object.entries(datasets).map(([id, dataset]) => ({ ...dataset, id }))) },
    exportJobs: { list: () => each(jobs.map(readJob)) },
  }) as unknown as AepClient;

async function* each<Item>(items: Item[]): AsyncGenerator<Item> {
  for (const item of await Promise.resolve(items)) yield item;
}

const union = { schemaRef: profileUnionSchema };

test("datasets of other schemas and datasets of AEP itself are not importable", async () => {
  const found = await findImportable(
    sandbox({
      a: { name: "Ours", ...union },
      b: { name: "Events", schemaRef: { ...profileUnionSchema, id: "https://ns.adobe.com/acme/schemas/1" } },
      c: { name: "Snapshot", ...union, classification: { managedBy: "SYSTEM" } },
    }),
  );
  expect(found).toEqual({
    datasets: [{ id: "a", inputs: { name: "Ours" }, jobs: [] }],
    leftOut: [{ noun: "dataset", id: "c", reason: "it is AEP's own" }],
  });
});

test("an object that no program can declare is left out, and the property at fault is named", async () => {
  const destination = { datasetId: "a" };
  const found = await findImportable(
    sandbox({ a: { name: "Ours", ...union }, b: { name: " ", ...union } }, [
      { id: 2, status: "SUCCEEDED", destination, filter: { fromIngestTimestamp: "yesterday" } },
      { id: 1, status: "SUCCEEDED", destination },
    ]),
  );
  expect(found.datasets).toMatchObject([{ id: "a", jobs: [{ id: "1" }] }]);
  expect(found.leftOut).toEqual([
    { noun: "job", id: "2", reason: expect.stringMatching(/^filter\.fromIngestTimestamp must be/) as string },
    { noun: "dataset", id: "b", reason: expect.stringMatching(/^name must not be empty/) as string },
  ]);
});

test("the version of the merge policy that AEP used is not imported", async () => {
  const job = {
    id: 1,
    status: "SUCCEEDED",
    destination: { datasetId: "a" },
    mergePolicy: { id: "m", version: 3 },
  };
  const { datasets } = await findImportable(sandbox({ a: { name: "Ours", ...union } }, [job]));
  expect(datasets[0]?.jobs[0]?.inputs.mergePolicy).toEqual({ id: "m" });
});
