import { ActiveFaults } from "../../../emulator/faults/rules";
import type { Faults } from "../../../emulator/server";

const datasets = "/data/foundation/catalog/dataSets";
const jobs = "/data/core/ups/export/jobs";

describe("the dice", () => {
  const faults: Faults = {
    seed: 42,
    calls: [
      { fault: "latency", probability: 0.3 },
      { fault: "throttle", probability: 0.2, path: "/dataSets" },
      { fault: "drop-after", probability: 0.5, times: 40 },
    ],
    jobs: [{ fault: "hang", probability: 0.5 }],
  };
  const thrown = (given: Faults) => {
    const active = new ActiveFaults(given);
    const calls = Array.from({ length: 200 }, () => active.ofCall({ method: "GET", path: datasets }));
    return { calls, jobs: calls.map(() => active.ofJob()), report: active.report() };
  };

  it("are the same for the same seed, and differ for another", () => {
    expect(thrown(faults)).toEqual(thrown(faults));
    expect(thrown(faults).calls).not.toEqual(thrown({ ...faults, seed: 43 }).calls);
  });

  it("apply as often as the rules say", () => {
    const { calls, jobs } = thrown(faults).report;
    expect(calls[0]?.met).toBeGreaterThan(35);
    expect(calls[0]?.met).toBeLessThan(90);
    expect(calls[2]?.met).toBe(40);
    expect(jobs[0]?.met).toBeGreaterThan(70);
    expect(jobs[0]?.met).toBeLessThan(130);
    expect(thrown({ calls: [{ fault: "throttle", probability: 0 }] }).report.total).toBe(0);
  });

  it("of a rule do not depend on calls that do not match the rule", () => {
    const run = (between: boolean) => {
      const active = new ActiveFaults({ calls: [{ fault: "throttle", probability: 0.5, path: "/jobs" }] });
      return Array.from({ length: 50 }, () => {
        if (between) active.ofCall({ method: "GET", path: datasets });
        return active.ofCall({ method: "GET", path: jobs }).length;
      });
    };
    expect(run(true)).toEqual(run(false));
  });
});
