import { cpus, totalmem } from "node:os";
import type { PulumiCli } from "../tools/pulumiCli/find";
import { strike } from "./aftermath";
import { measureEmulator } from "./emulator";
import { measureInstall } from "./install";
import { live } from "./life";
import { componentPeers, peers, resourcePeers, type Peer } from "./peer";
import { measurePlugin } from "./plugin";
import type { Results } from "./results";
import { measureStartup } from "./startup";

/** The parts of the bench. */
export const parts = [
  "stacks",
  "faults",
  "component",
  "resources",
  "startup",
  "plugin",
  "install",
  "emulator",
] as const;
export type Part = (typeof parts)[number];

export interface Plan {
  cli: PulumiCli;
  parts: readonly Part[];
  /** Numbers of pairs. */
  sizes: readonly number[];
  rounds: number;
  /** Names of peers. */
  peers: readonly string[];
  latencyMs: number;
  say: (line: string) => void;
}

/** The peers of which ratios are made. */
const compared = new Set([
  "pulumi-aep",
  "native-yaml",
  "native-node",
  "floor",
  "terraform",
  "profile-export",
  "by-hand",
]);
/** The peers of these that are measured at any size. */
const closest = new Set(["pulumi-aep", "native-yaml", "native-node", "floor"]);

/**
 * The number of lives of a peer at a size. To keep a run short, at 50 pairs and more only the peers of ratios live in
 * every round, and above 200 pairs only the closest live, in a third of the rounds.
 */
export function roundsOf(
  peer: Pick<Peer, "name">,
  { pairs, rounds }: { pairs: number; rounds: number },
): number {
  const few = Math.ceil(rounds / 3);
  if (pairs > 200) return closest.has(peer.name) ? few : 0;
  return pairs < 50 || compared.has(peer.name) ? rounds : few;
}

/** Measures the parts that are asked for. The peers run in turn, so that a slow machine slows all of them. */
export async function run(plan: Plan): Promise<Results> {
  const { cli, latencyMs, rounds, sizes, say } = plan;
  const results: Results = { machine: machineOf(cli), latencyMs, missing: {}, lives: [], aftermaths: [] };
  const wanted = peers.filter(({ name }) => plan.peers.includes(name));
  for (const { name, missing } of wanted) {
    const why = missing?.(cli);
    if (why !== undefined) results.missing[name] = why;
  }
  const here = wanted.filter(({ name }) => results.missing[name] === undefined);
  const liveAll = async (some: Peer[], { pairs, round }: { pairs: number; round: number }): Promise<void> => {
    for (const peer of some) {
      if (round >= roundsOf(peer, { pairs, rounds })) continue;
      const life = await live(peer, { pairs, cli, latencyMs });
      results.lives.push(life);
      const times = Object.entries(life.costs).map(
        ([phase, { wallMs }]) => `${phase} ${(wallMs / 1000).toFixed(1)}`,
      );
      say(`round ${round + 1}, ${pairs} pairs, ${peer.name}: ${times.join(", ")} s`);
    }
  };
  for (let round = 0; round < rounds; round += 1) {
    if (plan.parts.includes("stacks")) for (const pairs of sizes) await liveAll(here, { pairs, round });
    if (plan.parts.includes("component")) await liveAll(componentPeers, { pairs: 100, round });
    if (plan.parts.includes("resources")) await liveAll(resourcePeers, { pairs: 20, round });
  }
  if (plan.parts.includes("faults")) {
    for (const peer of here.filter(({ jobs }) => jobs === undefined)) {
      results.aftermaths.push(await strike(peer, { pairs: 20, cli, share: 0.1, seed: 1 }));
      say(`faults, ${peer.name}: ${JSON.stringify(results.aftermaths.at(-1))}`);
    }
  }
  if (plan.parts.includes("startup")) results.startup = await measureStartup({ cli, rounds });
  if (plan.parts.includes("plugin")) results.plugin = await measurePlugin({ rounds });
  if (plan.parts.includes("install")) results.install = measureInstall();
  if (plan.parts.includes("emulator")) {
    results.emulator = await measureEmulator({ profiles: 1_000_000, jobs: 100_000, rounds, say });
  }
  return results;
}

const machineOf = ({ version }: PulumiCli): Results["machine"] => ({
  date: new Date().toISOString(),
  cpus: cpus().length,
  cpuModel: cpus()[0]?.model.trim() ?? "unknown",
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.versions.node,
  pulumi: version,
});
