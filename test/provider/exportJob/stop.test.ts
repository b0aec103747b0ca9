import { AepError, type AepClient, type ExportJob } from "../../../provider/aep";
import { stopJob } from "../../../provider/exportJob/end/stop";
import { Run } from "../../../provider/lifecycle/run";

/** A client that answers one job's states in turn and fails each cancel as the test says. */
function clientOf(states: ExportJob["state"][], failure: Pick<AepError, "kind" | "outcome">) {
  const asked: string[] = [];
  const exportJobs = {
    get: (id: string) => {
      asked.push("GET");
      const state = states.shift() ?? "succeeded";
      return Promise.resolve({ id, state, status: state.toUpperCase() } as ExportJob);
    },
    cancel: () => {
      asked.push("DELETE");
      return Promise.reject(new AepError({ ...failure, operation: "Cancelling", reason: "trouble" }));
    },
  };
  return { client: { exportJobs } as unknown as AepClient, asked };
}

/** Time passes by waiting only. */
function contextOf(client: AepClient) {
  let time = 0;
  const sleep = (milliseconds: number) => Promise.resolve(void (time += milliseconds));
  return {
    client,
    run: new Run(),
    subject: "job",
    progress: () => undefined,
    log: () => undefined,
    now: () => time,
    sleep,
  };
}

test.each([
  ["throttled", "rejected"],
  ["unavailable", "unknown"],
] as const)(
  "a cancel that fails as %s is asked for again only if the job still runs",
  async (kind, outcome) => {
    const ended = clientOf(["pending", "succeeded"], { kind, outcome });
    await stopJob(ended.client, contextOf(ended.client), { id: "1" });
    expect(ended.asked).toEqual(["GET", "DELETE", "GET"]);

    const running = clientOf(["pending", "pending", "cancelled"], { kind, outcome });
    await stopJob(running.client, contextOf(running.client), { id: "1" });
    expect(running.asked).toEqual(["GET", "DELETE", "GET", "DELETE", "GET"]);
  },
);

test("a cancel that AEP refuses is an error", async () => {
  const { client } = clientOf(["pending"], { kind: "forbidden", outcome: "rejected" });
  await expect(stopJob(client, contextOf(client), { id: "1" })).rejects.toMatchObject({ kind: "forbidden" });
});
