import type { Project } from "../worlds/project";
import { batchesOf } from "./batches";
import type { Foreign } from "./foreign";
import { nameOf } from "./verdict";

/** A dataset of the stack that holds data, or is about to. */
export interface Holding {
  /** Name of the resource. */
  name: string;
  id: string;
  /** Whether the state says that it may go with its data. */
  forceDestroy: boolean;
  batches: string[];
  /** Jobs started by hand that write to it. */
  jobs: string[];
}

/** Datasets of the state that hold data, or that jobs of no resource write to. */
export async function holdingsOf(project: Project, foreign: Foreign): Promise<Holding[]> {
  const writing = (await project.jobs()).filter(({ id, state }) => state === "pending" && foreign.hasJob(id));
  const datasets = project.resources().filter(({ type }) => type.endsWith(":TargetDataset"));
  const holdings = await Promise.all(
    datasets.map(async (dataset) => ({
      name: nameOf(dataset),
      id: dataset.id,
      forceDestroy: dataset.inputs["forceDestroy"] === true,
      batches: await batchesOf(project.aep, dataset.id),
      jobs: writing.filter(({ destination }) => destination.datasetId === dataset.id).map(({ id }) => id),
    })),
  );
  return holdings.filter(({ batches, jobs }) => batches.length + jobs.length > 0);
}

/** What of them is gone by now. */
export async function lostOf(project: Project, holdings: Holding[]): Promise<string[]> {
  const lost: string[] = [];
  for (const { name, id, batches, jobs } of holdings) {
    const left = await batchesOf(project.aep, id);
    const gone = batches.filter((batch) => !left.includes(batch));
    if (gone.length > 0) lost.push(`batches ${gone.join(", ")} of dataset ${name} (${id})`);
    for (const job of jobs) {
      const { state, status = "gone" } = (await project.aep.exportJobs.get(job)) ?? {};
      if (state !== "pending" && state !== "succeeded")
        lost.push(`job ${job} (${status}), started by hand in dataset ${name} (${id})`);
    }
  }
  return lost;
}
