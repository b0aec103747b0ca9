import {
  transition,
  type JobEvent,
  type JobRecord,
  type JobResult,
} from "../../../emulator/exportJobs/machine";

const created = 1_000;
const job: JobRecord = {
  id: 7,
  status: "NEW",
  schema: { name: "_xdm.context.profile" },
  destination: { datasetId: "5b020a27e7040801dedba61b", batchId: "" },
  computeGatewayJobId: {},
  metrics: { totalTime: { startTimeInMs: created } },
  creationTime: created,
  updateTime: created,
};
const result: JobResult = {
  destination: { batchId: "01J0000000000000000000000A" },
  exportedAt: 1_900,
  pushJob: "push",
  totalExportedProfileCounter: 3,
  exportedProfileByNamespaceCounter: { ECID: 2, Email: 1 },
};
const start: JobEvent = { type: "start", exportJob: "export" };
const succeed: JobEvent = { type: "succeed", result };
const fail: JobEvent = { type: "fail", errors: [{ code: "unknown", msg: "disk full", callStack: "Error" }] };
const cancel: JobEvent = { type: "cancel" };
const stop: JobEvent = { type: "stop" };
const recover: JobEvent = { type: "recover" };

/** A new job after these events at the times 1100, 1200, … */
function after(...events: JobEvent[]): JobRecord {
  return events.reduce((current, event, at) => transition(current, event, created + 100 * (at + 1)), job);
}

describe("the job machine", () => {
  it.each<[string, JobEvent[], JobRecord["status"]]>([
    ["starts", [start], "PROCESSING"],
    ["succeeds", [start, succeed], "SUCCEEDED"],
    ["fails", [start, fail], "FAILED"],
    ["is cancelled before it starts", [cancel], "CANCELLED"],
    ["does not start once cancelled", [cancel, start], "CANCELLED"],
    ["is being cancelled until its work stops", [start, cancel], "CANCELLING"],
    ["is cancelled when its work stops", [start, cancel, stop], "CANCELLED"],
    ["does not succeed while being cancelled", [start, cancel, succeed], "CANCELLING"],
    ["does not fail while being cancelled", [start, cancel, fail], "CANCELLING"],
    ["stays successful when cancelled too late", [start, succeed, cancel], "SUCCEEDED"],
    ["stays successful when its work stops", [start, succeed, stop], "SUCCEEDED"],
    ["stays failed", [start, fail, succeed], "FAILED"],
    ["cannot succeed without having started", [succeed], "NEW"],
    ["waits again after an interruption", [start, recover], "NEW"],
    ["runs to its end after an interruption", [start, recover, start, succeed], "SUCCEEDED"],
    ["is cancelled when an interruption came before its work stopped", [start, cancel, recover], "CANCELLED"],
    ["is not touched by an interruption once ended", [start, fail, recover], "FAILED"],
  ])("%s", (_what, events, status) => {
    expect(after(...events).status).toBe(status);
  });

  it("measures the time of each phase", () => {
    // The job started at 1100, its rows were written at 1900, it ended at 2000.
    const ended = transition(transition(job, start, 1_100), succeed, 2_000);
    expect(ended.metrics).toEqual({
      totalTime: { startTimeInMs: 1_000, endTimeInMs: 2_000, totalTimeInMs: 1_000 },
      profileExportTime: { startTimeInMs: 1_100, endTimeInMs: 1_900, totalTimeInMs: 800 },
      aCPDatasetWriteTime: { startTimeInMs: 1_900, endTimeInMs: 2_000, totalTimeInMs: 100 },
      totalExportedProfileCounter: 3,
      exportedProfileByNamespaceCounter: { ECID: 2, Email: 1 },
    });
    expect(ended).toMatchObject({
      updateTime: 2_000,
      computeGatewayJobId: { exportJob: "export", pushJob: "push" },
      destination: { datasetId: "5b020a27e7040801dedba61b", batchId: "01J0000000000000000000000A" },
    });
  });

  it("keeps the errors of a failed job and names no batch", () => {
    const failed = after(start, fail);
    expect(failed.errors).toEqual([{ code: "unknown", msg: "disk full", callStack: "Error" }]);
    expect(failed.destination.batchId).toBe("");
    expect(failed.metrics?.totalTime?.endTimeInMs).toBe(1_200);
  });

  it("does not change the job passed in", () => {
    const before = structuredClone(job);
    after(start, succeed);
    expect(job).toEqual(before);
  });
});
