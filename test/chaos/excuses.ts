import type { FaultCounts } from "../worlds/killableEmulator";
import { jobsOf, type Program } from "./program";

/** Sentences that a failing `up` may say because jobs were made to come to nothing, or to take longer than the program wants to wait. */
export function excusesOf(program: Program, { fail = 0, vanish = 0 }: FaultCounts): RegExp[] {
  const isHurried = jobsOf(program).some(({ args }) => args.timeouts !== undefined);
  return [
    ...(fail > 0 ? [/job \d+ ended FAILED: unknown A rule for faults asked for this job to fail/] : []),
    ...(vanish > 0 ? [/AEP does not know job \d+ any more/] : []),
    ...(isHurried ? [/job \d+ is still \w+ after [\w ]+ \((timeouts\.create|customTimeouts)\)/] : []),
  ];
}

/** Whether every error that a failing `up` has printed is excused. */
export function isExcused(output: string, excuses: RegExp[]): boolean {
  // Of the plugin's errors the engine first prints the number, then a line for each.
  const errors = [...output.matchAll(/^(?: *error: (?!\d+ errors? occurred:)| *\t\* )(.*)$/gm)].map(
    ([, error = ""]) => error,
  );
  const causes = errors.filter((error) => error !== summary);
  return causes.length > 0 && causes.every((cause) => excuses.some((excuse) => excuse.test(cause)));
}

/** What the engine adds to the errors of resources. */
const summary = "update failed";
