import { findPulumi, type PulumiCli } from "../../tools/pulumiCli";
import { chaosRun } from "./run";

/** The short form; `npm run chaos` is the long one. */

jest.setTimeout(180_000);

let cli: PulumiCli;
beforeAll(async () => {
  cli = await findPulumi();
}, 600_000);

test.each([3, 7])("the stack of seed %d keeps every promise, whatever befalls its commands", async (seed) => {
  const { breaches, kills, commands, folder } = await chaosRun(seed, { cli });
  expect({ breaches, folder }).toEqual({ breaches: [], folder: undefined });
  expect(commands).toBeGreaterThan(3);
  expect(Object.keys(kills)).not.toEqual([]);
});
