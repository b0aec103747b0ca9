import type { AepClient } from "../../provider/aep";
import { duration, waitForEnd } from "../../provider/waiting";

interface Answer {
  status: string;
  state: "pending" | "succeeded" | "failed" | "cancelled" | "cancelling";
}

/** A wait for a job that answers these one after the other, the last one for ever; on a clock that only sleeps move. */
function wait(...answers: (Answer | undefined)[]) {
  const sleeps: number[] = [];
  const lines: string[] = [];
  let asked = 0;
  const get = () => Promise.resolve(answers[Math.min(asked++, answers.length - 1)]);
  const client = { exportJobs: { get } } as unknown as AepClient;
  const end = waitForEnd(client, "7", {
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
const times = (count: number, answer: Answer) => Array.from({ length: count }, () => answer);

test.each(["succeeded", "failed", "cancelled"] as const)(
  "a job that has %s is not waited for",
  async (state) => {
    const { end, sleeps } = wait({ status: state.toUpperCase(), state });
    await expect(end).resolves.toMatchObject({ state });
    expect(sleeps).toEqual([]);
  },
);

test("words never heard of and a cancelling job are waited for", async () => {
  const { end } = wait(
    { status: "REBALANCING", state: "pending" },
    { status: "CANCELLING", state: "cancelling" },
    { status: "CANCELLED", state: "cancelled" },
  );
  await expect(end).resolves.toMatchObject({ status: "CANCELLED" });
});

test("looks often at first, then ever rarer, and at least every 15 seconds", async () => {
  const { end, sleeps } = wait(...times(40, processing), succeeded);
  await end;
  expect(sleeps[0]).toBeLessThanOrEqual(200);
  expect(sleeps).toEqual([...sleeps].sort((one, other) => one - other));
  expect(sleeps.at(-1)).toBe(15_000);
});

test("tells every new status at once, then every ten seconds, and after a minute every minute", async () => {
  const { end, sleeps, lines } = wait(
    { status: "NEW", state: "pending" },
    ...times(60, processing),
    succeeded,
  );
  await end;
  expect(lines.slice(0, 2)).toEqual(["NEW for 0 s", "PROCESSING for 0 s"]);
  const total = sleeps.reduce((sum, ms) => sum + ms, 0);
  expect(lines.length).toBeGreaterThanOrEqual(2 + 3 + Math.floor(total / 60_000) - 2);
  expect(lines.length).toBeLessThanOrEqual(2 + 6 + Math.ceil(total / 60_000));
});

test("a job that AEP forgets ends the wait", async () => {
  const { end } = wait(processing, undefined);
  await expect(end).resolves.toBeUndefined();
});

test.each([
  [0, "0 s"],
  [42_400, "42 s"],
  [59_700, "1 min 0 s"],
  [185_000, "3 min 5 s"],
])("%d ms are %s", (ms, words) => {
  expect(duration(ms)).toBe(words);
});
