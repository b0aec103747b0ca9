import { datasetExpirationLifecycle as lifecycle } from "../../../provider/datasetExpiration/lifecycle";
import { wantedMs } from "../../../provider/datasetExpiration/date";
import { releaseExpiration } from "../../../provider/datasetExpiration/release";
import { EngineRun, emulatorForTests, sandboxName } from "../../worlds/engineRun";

/** Expirations as the engine runs them, against an emulator. */

const { url } = emulatorForTests();
const dayMs = 24 * 60 * 60 * 1000;
const own = (run: EngineRun, name: string) => run.ownerInputs(name);
const declared = (run: EngineRun, name: string, dataset: string) => ({
  ...own(run, name),
  sandboxName,
  dataset,
  displayName: name,
  retention: "P30D",
});

test("a run that was killed is resumed, and another resource or stack is told who owns the expiration", async () => {
  const dataset = await new EngineRun(url()).dataset("resumed");
  const killed = new EngineRun(url());
  const first = await lifecycle.create(killed.of("end"), declared(killed, "end", dataset));

  const next = new EngineRun(url());
  const second = await lifecycle.create(next.of("end"), declared(next, "end", dataset));
  expect(second.id).toBe(first.id);
  expect(next.log).toEqual([expect.stringContaining(`Resuming with expiration ${first.id}`)]);

  const renamed = new EngineRun(url());
  await expect(lifecycle.create(renamed.of("other"), declared(renamed, "other", dataset))).rejects.toThrow(
    /owned by urn:pulumi:dev::shop::.*::end.*aliases: \[\{ name: "end" \}\]/,
  );
  const stranger = new EngineRun(url(), "another-stack");
  const inputs = { ...declared(stranger, "end", dataset), adopt: first.id };
  await expect(lifecycle.create(stranger.of("end"), inputs)).rejects.toThrow(/keep it in one stack/);

  const destroying = new EngineRun(url());
  await lifecycle.delete(destroying.of("end"), second);
  await lifecycle.delete(destroying.of("end"), second);
  expect(await next.aep.expirations.get(first.id)).toMatchObject({ status: "cancelled" });
});

test("the expiration of a stack that is gone is released once, and another stack can adopt it then", async () => {
  const dataset = await new EngineRun(url()).dataset("released");
  const gone = new EngineRun(url());
  const description = "of the campaign";
  const { id } = await lifecycle.create(gone.of("end"), { ...declared(gone, "end", dataset), description });
  const before = await gone.aep.expirations.get(id);

  expect(await releaseExpiration(gone.aep, id)).toBe(true);
  expect(await gone.aep.expirations.get(id)).toMatchObject({ expiry: before?.expiry, description });
  expect(await releaseExpiration(gone.aep, id)).toBe(false);
  expect(await releaseExpiration(gone.aep, dataset)).toBeUndefined();
  expect(await releaseExpiration(gone.aep, "SD-none")).toBeUndefined();

  const next = new EngineRun(url(), "another-stack");
  const adopting = { ...declared(next, "end", dataset), adopt: id };
  expect(await lifecycle.create(next.of("end"), adopting)).toMatchObject({ id });
});

test("a date that is moved to less than 24 hours ahead is refused by the comparison, and one that nears is not", async () => {
  const run = new EngineRun(url());
  const dataset = await run.dataset("near");
  const inputs = declared(run, "near", dataset);
  const known = await lifecycle.create(run.of("near"), inputs);

  const later = { ...run.of("near"), now: () => Date.now() + 29.5 * dayMs };
  expect(await lifecycle.diff(later, known, inputs)).toEqual({ changes: false, replaces: [] });
  await expect(lifecycle.diff(later, known, { ...inputs, retention: "P29D" })).rejects.toThrow(
    /retention ends at .* less than 24 hours ahead/,
  );
  expect(await lifecycle.diff(run.of("near"), known, { ...inputs, retention: "P60D" })).toEqual({
    changes: true,
    replaces: [],
  });
  expect(await lifecycle.diff(run.of("near"), known, { ...inputs, dataset: "another" })).toEqual({
    changes: true,
    replaces: ["dataset"],
  });
});

test("after the date, the comparison of an up tells what AEP has done to the dataset", async () => {
  const run = new EngineRun(url());
  const dataset = await run.dataset("gone");
  const inputs = declared(run, "gone", dataset);
  const known = await lifecycle.create(run.of("gone"), inputs);
  await fetch(`${url()}/emulator/clock`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ forwardSeconds: (40 * dayMs) / 1000 }),
  });

  const after = { ...run.of("gone"), now: () => Date.now() + 40 * dayMs };
  expect(await lifecycle.diff(after, known, inputs)).toEqual({ changes: false, replaces: [] });
  expect(run.log).toEqual([expect.stringContaining(`AEP has deleted dataset "gone" (${dataset})`)]);
  expect(await lifecycle.read(after, known)).toBeUndefined();
  await expect(lifecycle.update(after, known, { ...inputs, displayName: "x" })).rejects.toThrow(
    /AEP has deleted dataset/,
  );
  await lifecycle.delete(after, known);
});

test.each([
  ["P1M", "2026-01-31T10:00:00Z", "2026-02-28T10:00:00.000Z"],
  ["P1Y2M3W4D", "2026-01-01T00:00:00Z", "2027-03-26T00:00:00.000Z"],
  ["P30D", "2026-12-15T00:00:00Z", "2027-01-14T00:00:00.000Z"],
])("%s from %s on ends at %s", (retention, created, end) =>
  expect(new Date(wantedMs({ dataset: "d", displayName: "n", retention }, created)).toISOString()).toBe(end),
);
