import type { ExportJobRequest, ExportJob, KnownJobStatus } from "../../../contract/exportJobs";
import type { SegmentDefinitionPage } from "../../../contract/segments";
import { eventually } from "../../worlds/eventually";
import { LocalAep } from "../../worlds/localAep";

const jobsPath = "/data/core/ups/export/jobs";
/** A name that changes the title of the page if the page runs it as code. */
const hostileName = '<img src=x onerror="document.title = `owned`">';

/**
 * Starts an emulator with datasets, one of which has a hostile name, a job in every lasting status,
 * and fault rules.
 *
 * @param data An empty folder for its state.
 */
export async function startBusyAep(data: string): Promise<LocalAep> {
  // Ended jobs need a quick emulator, running and waiting jobs a slow one: two emulators on one state.
  const quick = await LocalAep.start({ data, sandboxes: ["dev"] });
  const daily = await quick.createDataset("Daily profile export");
  const campaign = await quick.createDataset("Spring campaign, loyal customers");
  await quick.createDataset(hostileName);
  const { body } = await quick.call<SegmentDefinitionPage>("GET", "/data/core/ups/segment/definitions");
  const segments = body.segments.slice(0, 2).map(({ id }) => ({ segmentId: id }));

  const fields = "person.name,personalEmail.address,homeAddress.city";
  await ended(quick, "SUCCEEDED", await post(quick, { fields, destination: { datasetId: daily } }));
  const perSegment = { filter: { segments }, destination: { datasetId: campaign, segmentPerBatch: true } };
  await ended(quick, "SUCCEEDED", await post(quick, { fields, ...perSegment }));
  await faults(quick, { jobs: [{ fault: "fail", times: 1 }] });
  await ended(quick, "FAILED", await post(quick, { destination: { datasetId: campaign } }));
  await faults(quick, { jobs: [{ fault: "hang", times: 1 }] });
  const hanging = await post(quick, { destination: { datasetId: daily } });
  await quick.call("DELETE", `${jobsPath}/${hanging}`);
  await ended(quick, "CANCELLED", hanging);
  await quick.close();

  const slow = await LocalAep.start({ data, sandboxes: ["dev"], jobSeconds: 600, concurrency: 1 });
  const since = { filter: { fromIngestTimestamp: "2024-03-01T00:00:00Z" } };
  const events = { additionalFields: { eventList: { fields: "_id,timestamp" } } };
  await ended(
    slow,
    "PROCESSING",
    await post(slow, { ...since, ...events, destination: { datasetId: daily } }),
  );
  await post(slow, { fields: "identityMap", destination: { datasetId: campaign } });
  await faults(slow, {
    calls: [
      { fault: "throttle", probability: 0.2, retryAfter: 1, path: "/segment/" },
      { fault: "error-after", method: "PATCH", path: "/dataSets", times: 3 },
    ],
  });
  return slow;
}

async function post(aep: LocalAep, request: Omit<ExportJobRequest, "schema">): Promise<number> {
  const body = { ...request, schema: { name: "_xdm.context.profile" } };
  return (await aep.call<ExportJob>("POST", jobsPath, { body })).body.id;
}

/** Waits until a job has a status. */
async function ended(aep: LocalAep, status: KnownJobStatus, id: number): Promise<void> {
  const look = async () => (await aep.call<ExportJob>("GET", `${jobsPath}/${id}`)).body.status === status;
  await eventually(look);
}

async function faults(aep: LocalAep, body: object): Promise<void> {
  await aep.call("PUT", "/emulator/faults", { body });
}
