import { excusesOf } from "./excuses";
import type { FaultCounts } from "./killableEmulator";
import type { JobArgs } from "./program";

const failed = "job 3 ended FAILED: unknown (request 1). Run `pulumi up` again to export anew.";
const forgotten = "AEP does not know job 3 any more, and it left no data.";
const slow = "job 3 is still PROCESSING after 2s (timeouts.create), and goes on.";
const refused = "AEP refused the dataset";

const patient: JobArgs = {};
const hurried: JobArgs = { timeouts: { create: "2s" } };

test.each<[string, JobArgs, FaultCounts, boolean]>([
  [failed, patient, { fail: 1 }, true],
  [failed, patient, { vanish: 1 }, false],
  [forgotten, patient, { vanish: 1 }, true],
  [forgotten, hurried, { fail: 1 }, false],
  [slow, hurried, {}, true],
  [slow, patient, { fail: 1 }, false],
  [refused, hurried, { fail: 1, vanish: 1 }, false],
])("%s: %j and %j excuse it: %s", (said, args, met, isExcused) => {
  const excuses = excusesOf({ datasets: [], guests: [{ name: "job", args }] }, met);
  expect(excuses.some((excuse) => excuse.test(said))).toBe(isExcused);
});
