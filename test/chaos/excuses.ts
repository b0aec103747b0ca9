import type { FaultCounts } from "./killableEmulator";
import { jobsOf, type Program } from "./program";

/** What a run may say that fails since jobs were made to come to nothing, or take longer than the program wants to wait. */
export function excusesOf(program: Program, { fail = 0, vanish = 0 }: FaultCounts): RegExp[] {
  const isHurried = jobsOf(program).some(({ args }) => args.timeouts !== undefined);
  return [
    ...(fail > 0 ? [/job \d+ ended FAILED/] : []),
    ...(vanish > 0 ? [/AEP does not know job \d+ any more/] : []),
    ...(isHurried ? [/job \d+ is still \w+ after \w+ \(timeouts\.create\)/] : []),
  ];
}
