import { startEmulator, type Emulator } from "../../emulator/server";
import { exportJobLifecycle } from "../../provider/exportJob";
import type { Context } from "../../provider/lifecycle";
import { Session } from "../../provider/session";
import { targetDatasetLifecycle } from "../../provider/targetDataset";
import { waitForEnd } from "../../provider/waiting";
import { emulatorEnv } from "../../tools/quickstart/emulator";

/** What becomes of one export job from run to run of the engine. */

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const urn = (name: string) => `urn:pulumi:dev::shop::pulumi-nodejs:dynamic/aep:Thing::${name}`;
const sandboxName = "prod";

/** A run of its own: the state is all that it knows of the runs before. */
function run(name: string): Context {
  const session = new Session(
    () => undefined,
    () => undefined,
    emulatorEnv(emulator.url),
  );
  return {
    client: session.client(),
    run: session.run,
    subject: name,
    urn: urn(name),
    log: () => undefined,
    sleep: () => Promise.resolve(),
  };
}

/** A dataset and an export into it that has ended, as the state has it: as it was when it was started. */
async function exported(name: string) {
  const context = run(name);
  const inputs = { name, sandboxName, owner: urn(`${name}-dataset`) };
  const { id: dataset } = await targetDatasetLifecycle.create(context, inputs);
  const known = await exportJobLifecycle.create(context, { dataset, sandboxName, triggers: [0] });
  await ended(context, known.id);
  return { dataset, known };
}

const ended = (context: Context, id: string) =>
  waitForEnd(context.client, id, {
    progress: () => undefined,
    now: () => 0,
    sleep: () => new Promise((resolve) => setTimeout(resolve, 20)),
  });

test("every change of triggers exports anew, however soon it comes", async () => {
  const { dataset, known } = await exported("daily");
  const ids = [known.id];
  let state = known;
  for (const triggers of [[1], [2], [3]]) {
    const context = run("daily");
    const inputs = { dataset, sandboxName, triggers };
    expect(await exportJobLifecycle.diff(context, state, inputs)).toMatchObject({ replaces: ["triggers"] });
    state = await exportJobLifecycle.create(context, inputs);
    await ended(context, state.id);
    ids.push(state.id);
  }
  expect(new Set(ids).size).toBe(4);
});

test("a job that AEP has forgotten is run again only if it ended badly, or left no data", async () => {
  const { dataset, known } = await exported("forgotten");
  const inputs = { dataset, sandboxName, triggers: [0] };
  const context = run("forgotten");
  await context.client.exportJobs.cancel(known.id);
  expect(await context.client.exportJobs.get(known.id)).toBeUndefined();

  const after = async (state: Partial<typeof known.state>) =>
    exportJobLifecycle.diff(run("forgotten"), { id: known.id, state: { ...known.state, ...state } }, inputs);
  const same = { changes: false, replaces: [] };
  const again = { changes: true, replaces: ["status"] };
  expect(await after({ status: "NEW" })).toEqual(same);
  expect(await after({ status: "SUCCEEDED" })).toEqual(same);
  expect(await after({ status: "FAILED" })).toEqual(again);
  expect(await after({ status: "CANCELLED" })).toEqual(again);
  expect(await after({ status: "NEW", creationTime: Date.now() + 60_000 })).toEqual(again);
});
