import { AepError } from "../../../provider/aep";
import { ExportJobs } from "../../../provider/aep/exportJobs/exportJobs";
import { emulatorForTests, EngineRun } from "../../worlds/engineRun";
import { endOfJob } from "../../worlds/eventually";

/** Jobs that somebody has started by hand in a dataset of the stack are no resource's. */

// Jobs stay at work for as long as a test looks at them.
const { url } = emulatorForTests({ jobSeconds: 60, concurrency: 20 });
const run = () => new EngineRun(url());
const fields = "person.name";

async function startByHand(dataset: string): Promise<string> {
  const schema = { name: "_xdm.context.profile" };
  return (await run().aep.exportJobs.create({ fields, destination: { datasetId: dataset }, schema })).id;
}

async function cancelled(id: string): Promise<void> {
  const { aep } = run();
  await aep.exportJobs.cancel(id);
  expect((await endOfJob(aep, id)).state).toBe("cancelled");
}

test("a job started by hand with the request of a failed job is not resumed in its place", async () => {
  const first = run();
  const dataset = await first.dataset("failed");
  const job = await first.job("job", { dataset, fields });
  await cancelled(job.id);
  const theirs = await startByHand(dataset);

  const next = run();
  expect(await next.diff("job", job, { dataset, fields })).toMatchObject({ replaces: ["status"] });
  expect((await next.job("job", { dataset, fields })).id).not.toBe(theirs);
});

test("a job started by hand with the new request of a resource is not resumed for it", async () => {
  const first = run();
  const dataset = await first.dataset("changed");
  const job = await first.job("job", { dataset, fields: "personalEmail.address" });
  const theirs = await startByHand(dataset);

  const next = run();
  expect(await next.diff("job", job, { dataset, fields })).toMatchObject({ replaces: ["fields"] });
  expect((await next.job("job", { dataset, fields })).id).not.toBe(theirs);
});

describe("after a run was killed that had started another export", () => {
  async function killed(name: string) {
    const first = run();
    const dataset = await first.dataset(name);
    const old = await first.job("job", { dataset, fields, triggers: [1] });
    const second = run();
    await second.diff("job", old, { dataset, fields, triggers: [2] });
    const lost = await second.job("job", { dataset, fields, triggers: [2] });
    return { dataset, old, lost, theirs: await startByHand(dataset) };
  }

  async function startsAgain(name: string, triggers: number[]) {
    const { dataset, old, lost, theirs } = await killed(name);
    const next = run();
    await next.diff("job", old, { dataset, fields, triggers });
    const { id } = await next.job("job", { dataset, fields, triggers });
    return { id, lost, theirs, statuses: new Map(await next.statuses(dataset)) };
  }

  test("the job of that run is resumed, and the one started by hand goes on", async () => {
    const { id, lost, theirs, statuses } = await startsAgain("repeated", [2]);
    expect(id).toBe(lost.id);
    expect(statuses.get(theirs)).toMatch(/NEW|PROCESSING/);
  });

  test("another export cancels the job of that run, and not the one started by hand", async () => {
    const { lost, theirs, statuses } = await startsAgain("superseded", [3]);
    expect(statuses.get(lost.id)).toBe("CANCELLED");
    expect(statuses.get(theirs)).toMatch(/NEW|PROCESSING/);
  });

  test("the export is run again if its job failed, and the next run finds it", async () => {
    const { dataset, old, lost, theirs } = await killed("lost");
    await cancelled(lost.id);
    const start = async () => {
      const next = run();
      await next.diff("job", old, { dataset, fields, triggers: [2] });
      return (await next.job("job", { dataset, fields, triggers: [2] })).id;
    };
    const again = await start();
    expect([old.id, lost.id, theirs]).not.toContain(again);
    expect(await start()).toBe(again);
  });
});

test("a job started by hand after AEP refused a start is neither resumed nor cancelled", async () => {
  const first = run();
  const dataset = await first.dataset("refused");
  const refused = new AepError({
    kind: "invalid",
    operation: "Creating",
    reason: "quota",
    outcome: "rejected",
  });
  jest.spyOn(ExportJobs.prototype, "create").mockRejectedValueOnce(refused);
  await expect(first.job("job", { dataset, fields, triggers: [1] })).rejects.toBe(refused);
  const theirs = await startByHand(dataset);

  const same = await run().job("job", { dataset, fields, triggers: [1] });
  expect(same.id).not.toBe(theirs);
  const other = await run().job("job", { dataset, fields, triggers: [2] });
  const statuses = new Map(await run().statuses(dataset));
  expect([...statuses.keys()]).toEqual([theirs, same.id, other.id]);
  expect(statuses.get(theirs)).toMatch(/NEW|PROCESSING/);
});
