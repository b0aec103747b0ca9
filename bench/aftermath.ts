import type { PulumiCli } from "../tools/pulumiCli/find";
import { atSite, runMeasured } from "./life";
import type { Peer } from "./peer";

/** The result of a life in which AEP answers some calls with 503 although it has done the work. */
export interface Aftermath {
  peer: string;
  pairs: number;
  /** Commands until one succeeded. Undefined if none of {@link limit} did. */
  ups?: number;
  /** Objects made in excess of those declared. */
  duplicateDatasets: number;
  duplicateJobs: number;
  destroys?: number;
  /** Objects still there after `destroy`: datasets, and jobs that nobody has stopped. */
  orphanDatasets: number;
  orphanJobs: number;
}

/** The most tries of a command. */
export const limit = 5;

/** Creates and destroys pairs while a `share` of all answers, chosen by `seed`, fails after the work is done. */
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

/** A linear congruential generator: random enough to pick one answer in ten, and the same in every run. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
