import type { CallFault } from "../../../emulator/faults/rules";
import { identityOf } from "../../../provider/ownership/identity";
import { emulatorForTests, EngineRun, urnOf } from "../../worlds/engineRun";

/** Calls that must not be repeated, and whose answers do not come: one declaration is one object all the same. */

const { url } = emulatorForTests({ jobSeconds: 60, concurrency: 50 });
const run = () => new EngineRun(url());

async function withFault<Result>(fault: CallFault, action: () => Promise<Result>): Promise<Result> {
  const put = (calls: CallFault[]) =>
    fetch(`${url()}/emulator/faults`, {
      method: "PUT",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ calls }),
    });
  expect((await put([{ method: "POST", times: 1, ...fault }])).ok).toBe(true);
  try {
    return await action();
  } finally {
    await put([]);
  }
}

async function datasetsOf(name: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { id, tags } of run().aep.datasets.list({ name }))
    if (tags?.["pulumi-aep/urn"]?.[0] === identityOf(urnOf(name))) found.push(id);
  return found;
}

const done: CallFault[] = [
  { fault: "error-after", status: 503 },
  { fault: "error-after", status: 500 },
  { fault: "drop-after" },
  { fault: "malformed-body" },
];

describe.each(done)("AEP does the work, and answers with $fault $status", (fault) => {
  const name = `${fault.fault} ${fault.status}`;

  test("the dataset is found by its tag", async () => {
    const made = await withFault({ ...fault, path: "/dataSets" }, () => run().dataset(name));
    expect(await datasetsOf(name)).toEqual([made]);
  });

  test.each([[undefined], [[1]]])("the job is found in its dataset (triggers %j)", async (triggers) => {
    const first = run();
    const dataset = await first.dataset(`${name} ${JSON.stringify(triggers)}`);
    const other = await first.job("other", { dataset });
    const inputs = { dataset, fields: "person.name", triggers };
    const made = await withFault({ ...fault, path: "/export/jobs" }, () => first.job("job", inputs));
    const next = run();
    await next.diff("job", made, inputs);
    const twin = await withFault({ ...fault, path: "/export/jobs" }, () => next.job("twin", inputs));
    expect((await first.statuses(dataset)).map(([id]) => id)).toEqual([other.id, made.id, twin.id]);
  });
});

test.each<CallFault>([...done, { fault: "error-before", status: 503 }])(
  "a cancel that is answered with $fault $status is not repeated, since that would delete the record of the job",
  async (fault) => {
    const first = run();
    const dataset = await first.dataset(`cancelled ${fault.fault} ${fault.status}`);
    const job = await first.job("job", { dataset });
    await withFault({ ...fault, method: "DELETE", path: "/export/jobs" }, () => first.delete("job", job));
    expect(await first.statuses(dataset)).toEqual([[job.id, "CANCELLED"]]);
  },
);

test.each<CallFault>([
  { fault: "error-before", status: 503 },
  { fault: "error-before", status: 500 },
  { fault: "throttle", retryAfter: 0 },
])("not done, and answered by $fault $status: made once, by a repeat", async (fault) => {
  const name = `repeated ${fault.fault} ${fault.status}`;
  const first = run();
  const dataset = await withFault({ ...fault, path: "/dataSets" }, () => first.dataset(name));
  expect(await datasetsOf(name)).toEqual([dataset]);
  const job = await withFault({ ...fault, path: "/export/jobs" }, () => first.job("job", { dataset }));
  expect((await first.statuses(dataset)).map(([id]) => id)).toEqual([job.id]);
});

test("a call that may still be on its way is not repeated; the next run starts the job", async () => {
  const first = run();
  const dataset = await first.dataset("on its way");
  const failed = withFault({ fault: "drop-before", path: "/export/jobs" }, () =>
    first.job("job", { dataset }),
  );
  await expect(failed).rejects.toMatchObject({ kind: "network", outcome: "unknown" });
  const job = await run().job("job", { dataset });
  expect((await first.statuses(dataset)).map(([id]) => id)).toEqual([job.id]);
});
