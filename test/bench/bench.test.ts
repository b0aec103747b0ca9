import { availableParallelism } from "node:os";
import { live, type Life } from "../../bench/life";
import { peers, resourcePeers } from "../../bench/peer";
import type { Results } from "../../bench/results";
import { pageOf } from "../../bench/table";
import { targetsOf } from "../../bench/targets";
import { chartOf } from "../../bench/chart";
import { roundsOf, run } from "../../bench/run";
import { findPulumi } from "../../tools/pulumiCli/find";

jest.setTimeout(180_000);

const pairs = 2;

async function lifeOf(name: string): Promise<Life> {
  const [peer] = [...peers, ...resourcePeers].filter((each) => each.name === name);
  if (peer === undefined) throw new Error(`There is no peer ${name}`);
  // Where there is no CLI yet, another test has had it built or fetched.
  return live(peer, { pairs, cli: await findPulumi(), latencyMs: 5 });
}

test("a short run counts the calls of each way, and writes page, chart and verdicts", async () => {
  const [own, native, floor] = [
    await lifeOf("pulumi-aep"),
    await lifeOf("native-yaml"),
    await lifeOf("floor"),
  ];
  const [expiration, segment] = [await lifeOf("dataset-expiration"), await lifeOf("segment-definition")];

  expect(own.costs.create?.byPath).toEqual({
    "GET /dataSets": 2,
    "POST /dataSets": pairs,
    "PATCH /dataSets/ID": pairs,
    "POST /export/jobs": pairs,
  });
  expect(own.costs.refresh?.byPath).toEqual({ "GET /dataSets/ID": pairs, "GET /export/jobs/ID": pairs });
  expect(floor.costs.create?.byPath).toEqual({ "POST /dataSets": pairs, "POST /export/jobs": pairs });
  expect(floor.costs.noop?.calls).toBe(0);
  expect(Object.values(own.costs).map(({ tokens }) => tokens)).toEqual([1, 1, 1, 1]);
  // Another process of the same run may have started jobs in the dataset.
  const looks = { "GET /dataSets/ID": pairs, "GET /export/jobs": pairs };
  expect(native.costs.create?.byPath).toEqual({ ...own.costs.create?.byPath, ...looks });
  expect(expiration.costs.refresh?.byPath).toEqual({ "GET /dataSets/ID": pairs, "GET /ttl/ID": pairs });
  expect(segment.costs.create?.byPath).toEqual({ "POST /segment/definitions": pairs });
  expect(segment.costs.refresh?.byPath).toEqual({ "GET /segment/definitions/ID": pairs });
  for (const { costs } of [own, native, floor]) {
    for (const cost of Object.values(costs)) {
      // The CLI, the program and its provider cannot use more of the machine than there is.
      expect(cost.cpuMs).toBeLessThanOrEqual(cost.wallMs * availableParallelism() * 1.1);
      // Node cannot start in less: a smaller figure leaves out the processes that the command started.
      expect(cost.cpuMs).toBeGreaterThan(100);
    }
  }
  expect([own, native, floor].map(({ secretsInState }) => secretsInState)).toEqual([[], [], []]);
  expect(own.stateBytes).toBeGreaterThan(1_000);

  const results: Results = {
    machine: {
      date: "2026-01-01T00:00:00Z",
      cpus: 2,
      cpuModel: "test",
      memoryGb: 8,
      node: "20",
      pulumi: "3",
    },
    latencyMs: 5,
    missing: { command: "not installed here" },
    lives: [own, native, floor],
    aftermaths: [],
  };
  const page = pageOf(results);
  expect(page).toContain("## 2 pairs");
  expect(page).toContain("| @pulumi/command + curl: not installed here |");
  expect(chartOf(results, pairs)).toContain("<title>2 pairs of dataset and export job");
  expect(chartOf(results, 200)).toBeUndefined();
  const verdicts = Object.fromEntries(targetsOf(results).map(({ name, holds }) => [name, holds]));
  expect(verdicts["tokens a command"]).toBe(true);
  expect(verdicts["create, 200 pairs, against the floor"]).toBeUndefined();
});

test("a run of the stacks alone measures the named ways and nothing else", async () => {
  const said: string[] = [];
  const { lives, missing, aftermaths, emulator } = await run({
    cli: await findPulumi(),
    parts: ["stacks"],
    sizes: [1],
    rounds: 1,
    peers: ["documented", "curl"],
    latencyMs: 5,
    say: (line) => said.push(line),
  });
  expect({ missing, aftermaths, emulator }).toEqual({ missing: {}, aftermaths: [], emulator: undefined });
  expect(lives.map(({ peer, secretsInState }) => [peer, secretsInState])).toEqual([
    ["documented", ["accessToken"]],
    ["curl", []],
  ]);
  expect(lives.map(({ costs }) => costs.create?.calls)).toEqual([2, 2]);
  expect(said).toHaveLength(2);
});

test("the ways of ratios are measured in every round, and only the closest with many pairs", () => {
  const times = (name: string) => [1, 50, 200, 500].map((pairs) => roundsOf({ name }, { pairs, rounds: 3 }));
  expect(times("floor")).toEqual([3, 3, 3, 1]);
  expect(times("terraform")).toEqual([3, 3, 3, 0]);
  expect(times("documented")).toEqual([3, 1, 1, 0]);
});

test("a missed target is reported as missed", () => {
  const lives = [
    { peer: "pulumi-aep", wallMs: 12_000 },
    { peer: "floor", wallMs: 10_000 },
  ].map(({ peer, wallMs }): Life => {
    // Five calls are those of the command.
    const cost = {
      wallMs,
      cpuMs: 1,
      calls: peer === "floor" ? 605 : 606,
      byPath: {},
      tokens: 1,
      connections: 8,
      concurrency: 8,
    };
    const costs = { create: cost, noop: cost, refresh: cost, destroy: cost };
    return { peer, pairs: 200, costs, stateBytes: wallMs, secretsInState: [] };
  });
  const machine = { date: "2026-01-01", cpus: 2, cpuModel: "", memoryGb: 8, node: "", pulumi: "" };
  const targets = targetsOf({ machine, latencyMs: 50, missing: {}, lives, aftermaths: [] });
  const of = (name: string) => targets.find((target) => target.name === name);
  expect(of("create, 200 pairs, against the floor")).toMatchObject({ measured: "1.20 ×", holds: false });
  expect(of("calls a pair, create")).toMatchObject({ measured: "4 calls", holds: false });
  expect(of("calls a pair, destroy, beyond the floor's")).toMatchObject({ measured: "1 calls", holds: true });
  expect(of("state a pair, 200 pairs, against the floor")).toMatchObject({ holds: true });
});
