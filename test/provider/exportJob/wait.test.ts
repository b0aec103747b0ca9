import { AepError, type AepClient } from "../../../provider/aep";
import { waitForEnd, type WaitOptions } from "../../../provider/exportJob/end/wait";

interface Answer {
  status: string;
  metrics?: { totalExportedProfileCounter: number };
  state: "pending" | "succeeded" | "failed" | "cancelled" | "cancelling";
}

/** A wait for a job that answers these one after the other, the last one for ever; on a clock that only sleeps move. */
function wait(...given: (Answer | AepError | Pick<WaitOptions, "limitMs"> | undefined)[]) {
  const isAnswer = (one: object | undefined): one is Answer | AepError | undefined => !one || "status" in one;
  const answers = given.filter(isAnswer);
  const options = Object.assign({}, ...given.filter((one) => !isAnswer(one))) as Pick<WaitOptions, "limitMs">;
  const sleeps: number[] = [];
  const lines: string[] = [];
  let asked = 0;
  const get = () => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    return answer instanceof AepError ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const client = { exportJobs: { get } } as unknown as AepClient;
  const end = waitForEnd(client, "7", {
    ...options,
    progress: (line) => lines.push(line),
    now: () => sleeps.reduce((sum, ms) => sum + ms, 0),
    sleep: (ms) => {
      sleeps.push(ms);
      return Promise.resolve();
    },
  });
  return { end, sleeps, lines };
}

const processing: Answer = { status: "PROCESSING", state: "pending" };
const succeeded: Answer = { status: "SUCCEEDED", state: "succeeded" };
const times = <One>(count: number, answer: One) => Array.from({ length: count }, () => answer);

test.each(["succeeded", "failed", "cancelled"] as const)(
  "the wait ends at once for a job that has %s",
  async (state) => {
    const { end, sleeps } = wait({ status: state.toUpperCase(), state });
    await expect(end).resolves.toMatchObject({ state });
    expect(sleeps).toEqual([]);
  },
);

test("the wait goes on for an unknown status and for CANCELLING", async () => {
  const { end } = wait(
    { status: "REBALANCING", state: "pending" },
    { status: "CANCELLING", state: "cancelling" },
    { status: "CANCELLED", state: "cancelled" },
  );
  await expect(end).resolves.toMatchObject({ status: "CANCELLED" });
});

test("polls often at first, then less often, and at least every 15 seconds", async () => {
  const { end, sleeps } = wait(...times(40, processing), succeeded);
  await end;
  expect(sleeps[0]).toBeLessThanOrEqual(200);
  expect(sleeps).toEqual([...sleeps].sort((one, other) => one - other));
  expect(sleeps.at(-1)).toBe(15_000);
});

test("reports each new status at once, and an unchanged one every minute", async () => {
  const { end, sleeps, lines } = wait(
    { status: "NEW", state: "pending" },
    ...times(60, processing),
    succeeded,
  );
  await end;
  expect(lines.slice(0, 3)).toEqual([
    "NEW for 0 s",
    "PROCESSING for 0 s",
    expect.stringMatching(/^PROCESSING for 1 min/),
  ]);
  const minutes = Math.floor(sleeps.reduce((sum, ms) => sum + ms, 0) / 60_000);
  expect(lines.length).toBeGreaterThanOrEqual(minutes);
  expect(lines.length).toBeLessThanOrEqual(2 + minutes);
});

test("reports the number of profiles as soon as AEP answers it", async () => {
  const { end, lines } = wait({ ...processing, metrics: { totalExportedProfileCounter: 1200 } }, succeeded);
  await end;
  expect(lines).toEqual(["PROCESSING for 0 s, 1200 profiles so far"]);
});

test("the wait survives an outage of ten minutes and reports it", async () => {
  const out = new AepError({
    kind: "unavailable",
    operation: "Reading",
    reason: "trouble",
    outcome: "rejected",
  });
  const short = wait(processing, ...times(10, out), succeeded);
  await expect(short.end).resolves.toMatchObject({ state: "succeeded" });
  expect(short.lines).toContainEqual("AEP cannot be reached: trouble");
  const long = wait(processing, out);
  await expect(long.end).rejects.toBe(out);
  expect(long.sleeps.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(600_000);
});

test("an error that will not pass by itself ends the wait at once", async () => {
  const revoked = new AepError({
    kind: "unauthorized",
    operation: "Reading",
    reason: "no",
    outcome: "rejected",
  });
  const { end, sleeps } = wait(revoked);
  await expect(end).rejects.toBe(revoked);
  expect(sleeps).toEqual([]);
});

test("the wait ends exactly at its limit and answers the unfinished job", async () => {
  const { end, sleeps } = wait({ limitMs: 90_000 }, processing);
  await expect(end).resolves.toMatchObject({ status: "PROCESSING" });
  expect(sleeps.reduce((sum, ms) => sum + ms, 0)).toBe(90_000);
});

test("a job that AEP forgets ends the wait", async () => {
  const { end } = wait(processing, undefined);
  await expect(end).resolves.toBeUndefined();
});
