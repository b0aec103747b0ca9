import type { AepClient, ExportJob } from "../../../provider/aep";
import { JobsSeen } from "../../../provider/exportJob/end/jobsSeen";
import { Session } from "../../../provider/lifecycle/session";

/** A client of a sandbox with jobs 1 to `count`, which notes what it is asked. */
function sandboxOf(count: number): { client: AepClient; asked: string[] } {
  const asked: string[] = [];
  const job = (id: number) => ({ id: String(id), status: "PROCESSING", state: "pending" }) as ExportJob;
  const exportJobs = {
    get(id: string) {
      asked.push(id);
      return Promise.resolve(Number(id) <= count ? job(Number(id)) : undefined);
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- a list is walked asynchronously
    async *list() {
      for (let id = count; id > 0; id -= 1) {
        if ((count - id) % 100 === 0) asked.push("page");
        yield job(id);
      }
    },
  };
  return { client: { sandboxName: "prod", exportJobs } as unknown as AepClient, asked };
}

const newRun = () => new Session(() => undefined, {}, {}).run;

test("one job is read by its id", async () => {
  const { client, asked } = sandboxOf(500);
  expect((await JobsSeen.in(client, newRun()).get("7"))?.id).toBe("7");
  expect(asked).toEqual(["7"]);
});

test("many jobs, the oldest first, are found in a few pages of the list and with few calls for single jobs", async () => {
  const { client, asked } = sandboxOf(200);
  const run = newRun();
  for (let id = 1; id <= 200; id += 1)
    expect((await JobsSeen.in(client, run).get(String(id)))?.id).toBe(String(id));
  expect(asked).toEqual(["1", "page", "2", "page"]);
});

test("a job that is missing in the list is read by its id; a job that AEP does not know is undefined", async () => {
  const { client, asked } = sandboxOf(3);
  const jobs = JobsSeen.in(client, newRun());
  await jobs.get("1");
  expect(await jobs.get("99")).toBeUndefined();
  expect((await jobs.get("2"))?.id).toBe("2");
  expect(asked).toEqual(["1", "page", "99"]);
});

test("reading the list stops after a number of pages", async () => {
  const { client, asked } = sandboxOf(5_000);
  const jobs = JobsSeen.in(client, newRun());
  for (let id = 1; id <= 50; id += 1) await jobs.get(String(id));
  expect(asked.filter((what) => what === "page")).toHaveLength(10);
});

test("a job that was read before is not read again", async () => {
  const { client, asked } = sandboxOf(5);
  const jobs = JobsSeen.in(client, newRun());
  jobs.note({ id: "4", status: "FAILED", state: "failed" } as ExportJob);
  await jobs.get("1");
  expect((await jobs.get("4"))?.status).toBe("FAILED");
  await jobs.get("5");
  expect((await jobs.get("4"))?.status).toBe("FAILED");
  expect(asked).toEqual(["1", "page"]);
});

test("if the list fails, each job is read by its id", async () => {
  const { client, asked } = sandboxOf(5);
  // eslint-disable-next-line @typescript-eslint/require-await, require-yield -- a list that fails at its first page
  client.exportJobs.list = async function* () {
    throw new Error("trouble");
  };
  const jobs = JobsSeen.in(client, newRun());
  expect((await jobs.get("1"))?.id).toBe("1");
  expect((await jobs.get("2"))?.id).toBe("2");
  expect(asked).toEqual(["1", "2"]);
});
