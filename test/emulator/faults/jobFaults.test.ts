import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExportJob, ExportJobPage } from "../../../contract/exportJobs";
import type { FaultReport, JobFault } from "../../../emulator/server";
import { eventually } from "../../worlds/eventually";
import { LocalAep } from "../../worlds/localAep";
import { jobs, misbehavingAep, profile } from "./misbehavingAep";

const { aep, misbehave } = misbehavingAep();
const misbehaveAtJobs = (...faults: JobFault[]): Promise<void> => misbehave({ jobs: faults });

describe("a job", () => {
  let datasetId: string;

  beforeEach(async () => {
    datasetId = await aep().createDataset();
  });

  async function submit(): Promise<string> {
    const { body } = await aep().call<ExportJob>("POST", jobs, {
      body: { destination: { datasetId }, schema: profile },
    });
    expect(body).not.toHaveProperty("fault");
    return `${jobs}/${body.id}`;
  }

  function reaches(path: string, status: string): Promise<ExportJob> {
    return eventually(async () => {
      const { body } = await aep().call<ExportJob>("GET", path);
      return body.status === status ? body : undefined;
    });
  }

  it("fails, once", async () => {
    await misbehaveAtJobs({ fault: "fail", times: 1 });
    const [first, second] = [await submit(), await submit()];
    expect((await reaches(first, "FAILED")).errors).toEqual([
      { code: "unknown", msg: expect.stringContaining("fault"), callStack: "Error" },
    ]);
    await reaches(second, "SUCCEEDED");
  });

  it("hangs until it is cancelled, and blocks no other job", async () => {
    await misbehaveAtJobs({ fault: "hang", times: 3 });
    const hanging = [await submit(), await submit(), await submit()];
    await reaches(await submit(), "SUCCEEDED");
    for (const path of hanging) await reaches(path, "PROCESSING");
    for (const path of hanging) await aep().call("DELETE", path);
    for (const path of hanging) await reaches(path, "CANCELLED");
  });

  it("vanishes from every answer, and leaves its batch", async () => {
    await misbehaveAtJobs({ fault: "vanish", milliseconds: 0, times: 1 });
    const path = await submit();
    const visible = await submit();
    expect((await aep().call("GET", path)).status).toBe(404);
    expect((await aep().call("DELETE", path)).status).toBe(404);
    const { body } = await aep().call<ExportJobPage>("GET", `${jobs}?limit=1000`);
    expect(body.records.map(({ id }) => `${jobs}/${id}`)).not.toContain(path);
    expect(body.records.map(({ id }) => `${jobs}/${id}`)).toContain(visible);
    const batches = await eventually(async () => {
      const answer = await aep().call<object>("GET", `/data/foundation/catalog/batches?dataSet=${datasetId}`);
      return Object.keys(answer.body).length === 2;
    });
    expect(batches).toBe(true);
  });

  it("ignores the first request to cancel it", async () => {
    const slow = await LocalAep.start({ jobSeconds: 60, faults: { jobs: [{ fault: "deaf" }] } });
    try {
      const { body: job } = await slow.call<ExportJob>("POST", jobs, {
        body: {
          destination: { datasetId: await slow.createDataset() },
          schema: profile,
        },
      });
      const statusAfterCancel = async () => {
        expect((await slow.call("DELETE", `${jobs}/${job.id}`)).status).toBe(204);
        return (await slow.call<ExportJob>("GET", `${jobs}/${job.id}`)).body.status;
      };
      expect(["NEW", "PROCESSING"]).toContain(await statusAfterCancel());
      expect(["CANCELLING", "CANCELLED"]).toContain(await statusAfterCancel());
    } finally {
      await slow.close();
    }
  });
});

it("keeps the fault of a job over a restart, and forgets the rules", async () => {
  const data = await mkdtemp(join(tmpdir(), "faults-"));
  const decided: JobFault[] = [
    { fault: "hang", times: 1 },
    { fault: "vanish", milliseconds: 0, times: 1 },
  ];
  const first = await LocalAep.start({ data, faults: { jobs: decided } });
  const datasetId = await first.createDataset();
  const body = { destination: { datasetId }, schema: profile };
  const ids: number[] = [];
  for (let n = 0; n < 3; n += 1) ids.push((await first.call<ExportJob>("POST", jobs, { body })).body.id);
  await first.close();

  const second = await LocalAep.start({ data });
  const read = async (id?: number) => (await second.call<ExportJob>("GET", `${jobs}/${id}`)).body.status;
  try {
    expect((await second.call<FaultReport>("GET", "/emulator/faults")).body.total).toBe(0);
    await eventually(async () => (await read(ids[2])) === "SUCCEEDED");
    expect(await read(ids[0])).toBe("PROCESSING");
    expect(await read(ids[1])).toBe(404);
  } finally {
    await second.close();
    await rm(data, { recursive: true });
  }
});
