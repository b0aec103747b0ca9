import type { PulumiCli } from "../tools/pulumiCli/find";
import { atSite, runMeasured } from "./life";
import type { Peer } from "./peer";

/** What a life leaves behind when some of AEP's answers say 503 although the work has been done. */
export interface Aftermath {
  peer: string;
  pairs: number;
  /** Commands until one ended well; undefined if none of {@link limit} did. */
  ups?: number;
  /** Objects made beyond those declared. */
  duplicateDatasets: number;
  duplicateJobs: number;
  destroys?: number;
  /** Objects still there after `destroy`: datasets, and jobs that nobody has stopped. */
  orphanDatasets: number;
  orphanJobs: number;
}

/** Commands of a kind that are tried before one gives up. */
export const limit = 5;

/** Creates and destroys pairs while the dice fail `share` of all answers, after the work. The same `seed`, the same dice. */
export async function strike(
  peer: Peer,
  { pairs, cli, share, seed }: { pairs: number; cli: PulumiCli; share: number; seed: number },
): Promise<Aftermath> {
  const dice = seeded(seed);
  const stub = { jobs: "run on", fails: () => dice() < share } as const;
  return atSite(peer, { pairs, cli, stub }, async (workplace, aep) => {
    const until = async (phase: "create" | "destroy"): Promise<number | undefined> => {
      const command = workplace.command(phase) ?? [];
      for (let count = 1; count <= limit; count += 1) {
        if ((await runMeasured(command, workplace)).code === 0) return count;
      }
      return undefined;
    };
    const ups = await until("create");
    const made = { datasets: aep.datasets.size, jobs: aep.jobs.size };
    const destroys = await until("destroy");
    return {
      peer: peer.name,
      pairs,
      ups,
      duplicateDatasets: made.datasets - pairs,
      duplicateJobs: made.jobs - pairs,
      destroys,
      orphanDatasets: aep.datasets.size,
      orphanJobs: aep.jobsAtWork.length,
    };
  });
}

/** Dice that fall alike in every run: a linear congruential generator, good enough to pick one answer in ten. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
