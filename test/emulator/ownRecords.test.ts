import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatasetsById } from "../../contract/catalog";
import type { ExportJob } from "../../contract/exportJobs";
import type { SegmentDefinitionPage } from "../../contract/segments";
import type { EmulatorOptions } from "../../emulator/server";
import { eventually } from "../worlds/eventually";
import { LocalAep } from "../worlds/localAep";

const profile = {
  _id: "p1",
  identityMap: { ECID: [{ id: "1", primary: true }] },
  person: { name: { firstName: "Ada" } },
  segmentMembership: {
    ups: { "from-records": { status: "realized", lastQualificationTime: "2024-01-01T00:00:00Z" } },
  },
  _acp_system_metadata: { ingestTime: 1_700_000_000_000, sourceDatasetId: "source-of-records" },
};
const event = {
  _id: "e1",
  identityMap: { ECID: [{ id: "1", primary: true }] },
  timestamp: "2024-01-01T00:00:00Z",
};
let folder: string;
let options: EmulatorOptions;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "own-"));
  const [profiles, events] = [join(folder, "profiles.ndjson"), join(folder, "events.ndjson")];
  await writeFile(profiles, JSON.stringify(profile));
  await writeFile(events, JSON.stringify(event));
  options = { data: join(folder, "data"), profiles: [profiles], events: [events], sandboxes: ["dev"] };
});

afterEach(() => rm(folder, { recursive: true }));

async function exportAll(aep: LocalAep): Promise<{ rows: Record<string, unknown>[]; job: ExportJob }> {
  const datasetId = await aep.createDataset();
  const { body } = await aep.call<ExportJob>("POST", "/data/core/ups/export/jobs", {
    body: {
      filter: { segments: [{ segmentId: "from-records" }] },
      additionalFields: { eventList: {} },
      destination: { datasetId },
      schema: { name: "_xdm.context.profile" },
    },
  });
  const job = await eventually(async () => {
    const { body: seen } = await aep.call<ExportJob>("GET", `/data/core/ups/export/jobs/${body.id}`);
    return seen.metrics?.totalTime?.endTimeInMs ? seen : undefined;
  });
  const preview = await aep.call<{ data: Record<string, unknown>[] }>(
    "GET",
    `/data/foundation/export/datasets/${datasetId}/preview`,
  );
  return { rows: preview.body.data, job };
}

it("exports the user's own records with their events, and lists the objects that they name", async () => {
  const aep = await LocalAep.start(options);
  try {
    const { rows, job } = await exportAll(aep);
    expect(job).toMatchObject({ status: "SUCCEEDED", metrics: { totalExportedProfileCounter: 1 } });
    expect(rows).toMatchObject([{ person: { name: { firstName: "Ada" } } }]);

    const definitions = await aep.call<SegmentDefinitionPage>("GET", "/data/core/ups/segment/definitions");
    expect(definitions.body.segments).toMatchObject([{ id: "from-records", lifecycleState: "published" }]);
    const datasets = await aep.call<DatasetsById>(
      "GET",
      "/data/foundation/catalog/dataSets?tags=unifiedProfile:*",
    );
    expect(Object.keys(datasets.body)).toEqual(["source-of-records"]);

    const inDev = await aep.call<SegmentDefinitionPage>("GET", "/data/core/ups/segment/definitions", {
      sandbox: "dev",
    });
    expect(inDev.body.segments.map(({ name }) => name)).toContain("Gold members");
  } finally {
    await aep.close();
  }
});

it("does not load the same files twice into the same data folder", async () => {
  const first = await LocalAep.start(options);
  await first.close();
  const second = await LocalAep.start(options);
  try {
    const { rows } = await exportAll(second);
    expect(rows).toMatchObject([{ eventList: [{ _id: "e1" }] }]);
  } finally {
    await second.close();
  }
});

it("does not start on a file that cannot be read, and leaves the data folder free", async () => {
  const broken = { ...options, profiles: [join(folder, "nothing.ndjson")] };
  await expect(LocalAep.start(broken)).rejects.toThrow(/nothing\.ndjson/);
  const aep = await LocalAep.start(options);
  await aep.close();
});
