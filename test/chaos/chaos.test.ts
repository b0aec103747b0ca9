import { openDoor, type Door } from "./doors";
import { chaosRun } from "./run";

/** The short form; `npm run chaos` is the long one. */

jest.setTimeout(180_000);

let door: Door;
beforeAll(async () => {
  door = await openDoor("dynamic");
}, 600_000);

// Killed when a dataset of a ProfileExport has been made but not answered, and when a job has been started but not answered while
// lists lag; there a job is started by hand, too.
test.each([876, 2398])("seed %d: no promise is broken by the faults and kills of its plan", async (seed) => {
  const { breaches, kills, folder } = await chaosRun(seed, { door });
  expect({ breaches, folder }).toEqual({ breaches: [], folder: undefined });
  expect(kills).toMatchObject({ all: 1 });
});
