import { excusesOf, isExcused } from "./excuses";
import type { FaultCounts } from "../worlds/killableEmulator";
import type { JobArgs } from "./program";

const failed =
  "job 3 ended FAILED: unknown A rule for faults asked for this job to fail (request 1). Run `pulumi up` again.";
const failedByItself = 'job 3 ended FAILED: INVALID_REQUEST Dataset "Profiles" was deleted (request 1).';
const forgotten = "AEP does not know job 3 any more, and it left no data.";
const slow = "job 3 is still PROCESSING after 2 s (timeouts.create), and goes on.";
const slowNative = "job 3 is still PROCESSING after 2 s (customTimeouts), and goes on.";
const refused = "AEP refused the dataset";

const patient: JobArgs = {};
const hurried: JobArgs = { timeouts: { create: "2s" } };

test.each<[string, JobArgs, FaultCounts, boolean]>([
  [failed, patient, { fail: 1 }, true],
  [failed, patient, { vanish: 1 }, false],
  [failedByItself, patient, { fail: 1 }, false],
  [forgotten, patient, { vanish: 1 }, true],
  [forgotten, hurried, { fail: 1 }, false],
  [slow, hurried, {}, true],
  [slowNative, hurried, {}, true],
  [slow, patient, { fail: 1 }, false],
  [refused, hurried, { fail: 1, vanish: 1 }, false],
])("%s: %j and %j excuse it: %s", (said, args, met, isExcused) => {
  const excuses = excusesOf({ datasets: [], guests: [{ name: "job", args }] }, met);
  expect(excuses.some((excuse) => excuse.test(said))).toBe(isExcused);
});

describe("an up is excused", () => {
  const excuses = [/ended FAILED/, /does not know job/];
  const conflict = 'Creating target dataset "data0": Creating dataset "Profiles": Conflict (409, request 2).';

  /** What the engine prints of these errors of the program, after its progress. */
  const printed = (...errors: string[]) => `
 +  pulumi:pulumi:Stack test-local creating (4s) error: ${errors[0] ?? ""}
Diagnostics:
  pulumi:pulumi:Stack (test-local):
    Job 2 of export job "data0-job0" ended FAILED; it will be run again.
${errors.map((error) => `    error: ${error}\n`).join("")}
Resources:
    1 errored
`;

  test.each<[string, string[], boolean]>([
    ["where each error is", [failed, forgotten], true],
    ["beside the summary of the engine", [failed, "update failed"], true],
    ["not where one error is not", [failed, conflict, "update failed"], false],
    ["not by the summary alone", ["update failed"], false],
    ["not where it tells of none", [], false],
  ])("%s", (_, errors, expected) => {
    expect(isExcused(printed(...errors), excuses)).toBe(expected);
  });

  test.each<[string, string[], boolean]>([
    ["where each error is", [failed, forgotten], true],
    ["not where one error is not", [failed, conflict], false],
  ])("of the plugin, %s", (_, errors, expected) => {
    const listed = errors.map(
      (error) => `1 error occurred:\n    \t* Waiting for export job "data0-job0": ${error}\n`,
    );
    expect(isExcused(printed(...listed, "update failed"), excuses)).toBe(expected);
  });
});
