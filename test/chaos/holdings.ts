import type { Project } from "../stack/project";
import { batchesOf } from "./batches";
import { nameOf } from "./verdict";

/** A dataset of the stack that holds data. */
export interface Holding {
  /** Name of the resource. */
  name: string;
  id: string;
  batches: string[];
}

/** Datasets of the state that hold data. */
export async function holdingsOf(project: Project): Promise<Holding[]> {
  const datasets = project.resources().filter(({ type }) => type.endsWith(":TargetDataset"));
  const holdings = await Promise.all(
    datasets.map(async (dataset) => ({
      name: nameOf(dataset),
      id: dataset.id,
      batches: await batchesOf(project.aep, dataset.id),
    })),
  );
  return holdings.filter(({ batches }) => batches.length > 0);
}

/** What of them is gone by now. */
export async function lostOf(project: Project, holdings: Holding[]): Promise<string[]> {
  const lost: string[] = [];
  for (const { name, id, batches } of holdings) {
    const left = await batchesOf(project.aep, id);
    const gone = batches.filter((batch) => !left.includes(batch));
    if (gone.length > 0) lost.push(`batches ${gone.join(", ")} of dataset ${name} (${id})`);
  }
  return lost;
}
