import fc from "fast-check";
import type { Quirk } from "../../emulator/server";
import { checkExportJob } from "../../provider/exportJob/declaration/schema";
import { exportJobLifecycle } from "../../provider/exportJob/lifecycle";
import type { ExportJobInputs } from "../../provider/exportJob/declaration/inputs";
import { exportRequest } from "../../provider/exportJob/declaration/request";
import type { Known } from "../../provider/lifecycle/lifecycle";
import { targetDatasetLifecycle } from "../../provider/targetDataset/lifecycle";
import { checkTargetDataset } from "../../provider/targetDataset/schema";
import { exportJobs, targetDatasets } from "./inputs/declarations";
import { emulatorForTests, EngineRun, sandboxName, urnOf } from "../worlds/engineRun";

/** What AEP makes of a declaration is what the state keeps: once made, it stays at rest, however often it is read. */

/** Segments of the sample, and the merge policies of every sandbox. */
const segmentIds = ["6f1d4a52-90c3-4e0b-9f0a-2c7b1f5e8d01", "6f1d4a52-90c3-4e0b-9f0a-2c7b1f5e8d02"];
const policyIds = ["0bf16e61-90e9-4204-b8fa-ad250360957b", "42d4a596-b1c6-46c0-994e-ca5ef1f85130"];
const atRest = { changes: false, replaces: [] };
/** As the engine passes a value on: through JSON, and without what is undefined. */
const passed = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

/** Makes a text one that AEP may not keep as it is. What the check lets pass of these has to be kept all the same. */
const blemish: fc.Arbitrary<(text: string) => string> = fc
  .constantFrom(
    " ",
    "\n",
    "\t",
    "\r\n",
    "\u00a0",
    "\ufeff",
    "\0",
    "\u0085",
    "\u2028",
    "\ud83d",
    "\ude00",
    "e\u0301",
    "\u200b",
    "adobe/pqs/",
  )
  .chain((character) =>
    fc.constantFrom(
      (text) => `${text}${character}`,
      (text) => `${character}${text}`,
      (text) => `${text}${character}${text}`,
    ),
  );

const alike: Quirk[] = ["dataSetId", "batches-object", "lowercase-datasets"];
describe.each<{ quirks: Quirk[] }>([{ quirks: [] }, { quirks: alike }])("$quirks", ({ quirks }) => {
  // The jobs need not come to an end.
  const { url } = emulatorForTests({ quirks, faults: { jobs: [{ fault: "hang" }] } });
  let made = 0;
  const newName = (): string => `thing-${(made += 1)}`;

  const datasets = fc
    .tuple(
      targetDatasets,
      fc.option(blemish, { freq: 2 }),
      fc.constantFrom("name", "description", "value", "namespace"),
    )
    .map(([inputs, spoil, place]) => {
      const own = { ...inputs, sandboxName, forceDestroy: true };
      if (spoil === null) return own;
      if (place === "name" || place === "description") return { ...own, [place]: spoil(own[place] ?? "") };
      const [namespace, value] = place === "value" ? ["team", spoil("crm")] : [spoil("team"), "crm"];
      return { ...own, tags: { ...own.tags, [namespace]: [value] } };
    });

  async function datasetRests(name: string, known: Known<object>, inputs: object): Promise<void> {
    const news = { ...inputs, owner: urnOf(name) } as never;
    let state = passed(known.state);
    for (let time = 0; time < 2; time++) {
      const run = new EngineRun(url());
      const read = await targetDatasetLifecycle.read(run.of(name), { id: known.id, state });
      if (read === undefined) throw new Error(`dataset ${known.id} is gone`);
      state = passed(read.state);
      expect(checkTargetDataset(passed({ ...read.inputs }))).toEqual([]);
      const difference = await targetDatasetLifecycle.diff(
        run.of(name),
        { id: known.id, state: state as never },
        news,
      );
      expect(difference).toEqual(atRest);
    }
  }

  test("a target dataset shows no changes after its creation and after an update", async () => {
    await fc.assert(
      fc.asyncProperty(datasets, datasets, async (first, second) => {
        fc.pre([first, second].every((inputs) => checkTargetDataset({ ...inputs }).length === 0));
        const name = newName();
        const owner = urnOf(name);
        const run = new EngineRun(url());
        const known = await targetDatasetLifecycle.create(run.of(name), { ...first, owner });
        await datasetRests(name, known, first);

        const { schemaRef, fileDescription } = first;
        const changed = { ...second, schemaRef, fileDescription };
        const state = await targetDatasetLifecycle.update(new EngineRun(url()).of(name), known, {
          ...changed,
          owner,
        });
        await datasetRests(name, { id: known.id, state }, changed);
      }),
      { numRuns: 50, endOnFailure: true },
    );
  }, 60_000);

  const jobs = fc.tuple(exportJobs, fc.nat()).map(([inputs, dice]): Omit<ExportJobInputs, "dataset"> => {
    const { dataset: _dataset, schemaName: _schemaName, mergePolicy, filter, ...rest } = inputs;
    const segments = filter?.segments?.slice(0, segmentIds.length).map((segment, index) => ({
      ...segment,
      ...(segment.segmentNs !== "AAM" && { segmentId: segmentIds[index] as string }),
    }));
    return {
      ...rest,
      ...(dice % 2 === 0 && { schemaName: "_xdm.context.profile" }),
      ...(mergePolicy && {
        mergePolicy: {
          id: policyIds[dice % policyIds.length] as string,
          ...(mergePolicy.version && { version: 1 }),
        },
      }),
      ...(filter && { filter: { ...filter, ...(segments && { segments }) } }),
    };
  });

  test("an export job shows no changes after its start, and can be adopted with the inputs that it was started with", async () => {
    await fc.assert(
      fc.asyncProperty(jobs, async (drawn) => {
        const name = newName();
        const run = new EngineRun(url());
        const dataset = await run.dataset(`${name}-dataset`);
        const inputs = { ...drawn, dataset };
        expect(checkExportJob({ ...inputs })).toEqual([]);
        const known = await run.job(name, inputs);
        let state = passed(known.state);
        for (let time = 0; time < 2; time++) {
          const next = new EngineRun(url());
          const read = await next.read(name, { id: known.id, state });
          if (read === undefined) throw new Error(`job ${known.id} is gone`);
          state = passed(read.state);
          expect(checkExportJob(passed({ ...read.inputs, owner: undefined }))).toEqual([]);
          expect(await next.diff(name, { id: known.id, state }, passed(inputs))).toEqual(atRest);
        }

        const byHand = await run.aep.exportJobs.create(
          exportRequest({ ...inputs, dataset: await other(run) }),
        );
        const asked = { ...inputs, dataset: byHand.destination.datasetId ?? "", adopt: byHand.id };
        const taken = await new EngineRun(url()).job(`${name}-adopted`, asked);
        expect(await new EngineRun(url()).diff(`${name}-adopted`, passed(taken), passed(asked))).toEqual(
          atRest,
        );
        await new EngineRun(url()).delete(name, known);
        await exportJobLifecycle.delete(new EngineRun(url()).of(`${name}-adopted`), taken);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  }, 120_000);

  const other = (run: EngineRun): Promise<string> => run.dataset(newName());
});
