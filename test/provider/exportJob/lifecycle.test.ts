import { setTimeout as sleep } from "node:timers/promises";
import { waitForEnd } from "../../../provider/exportJob/end/wait";
import { emulatorForTests, EngineRun } from "../../worlds/engineRun";

/** What becomes of one export job from run to run of the engine. */

const { url } = emulatorForTests();
const run = () => new EngineRun(url());

/** A dataset and an export into it that has ended, as the state has it: as it was when it was started. */
async function exported(name: string) {
  const first = run();
  const dataset = await first.dataset(`${name}-dataset`);
  const known = await first.job(name, { dataset, triggers: [0] });
  await ended(first, known.id);
  return { dataset, known };
}

const ended = ({ aep }: EngineRun, id: string) =>
  waitForEnd(aep, id, { progress: () => undefined, now: () => 0, sleep: () => sleep(20) });

test("every change of triggers starts another export, also right after the end of the last one", async () => {
  const { dataset, known } = await exported("daily");
  const ids = [known.id];
  let state = known;
  for (const triggers of [[1], [2], [3]]) {
    const next = run();
    const inputs = { dataset, triggers };
    expect(await next.diff("daily", state, inputs)).toMatchObject({ replaces: ["triggers"] });
    state = await next.job("daily", inputs);
    await ended(next, state.id);
    ids.push(state.id);
  }
  expect(new Set(ids).size).toBe(4);
});

test("a job that AEP has forgotten is run again only if it ended badly, or left no data", async () => {
  const { dataset, known } = await exported("forgotten");
  const inputs = { dataset, triggers: [0] };
  const { aep } = run();
  await aep.exportJobs.cancel(known.id);
  expect(await aep.exportJobs.get(known.id)).toBeUndefined();

  const after = async (state: Partial<typeof known.state>) =>
    run().diff("forgotten", { id: known.id, state: { ...known.state, ...state } }, inputs);
  const same = { changes: false, replaces: [] };
  const again = { changes: true, replaces: ["status"] };
  expect(await after({ status: "NEW" })).toEqual(same);
  expect(await after({ status: "SUCCEEDED" })).toEqual(same);
  expect(await after({ status: "FAILED" })).toEqual(again);
  expect(await after({ status: "CANCELLED" })).toEqual(again);
  expect(await after({ status: "NEW", creationTime: Date.now() + 60_000 })).toEqual(again);
});
