import { listParts, type AepClient } from "../aep";
import { answersOf } from "../exportJob/declaration/state";
import { findAll, findOne, type Wanted } from "./find";

/** What AEP holds, as programs of every language look it up. The names are those of the SDK. */
export const lookups = {
  getDataset: (client: AepClient, args: Wanted) =>
    findOne(client, args, {
      byId: (id) => client.datasets.get(id),
      all: () => client.datasets.list({ name: args.name }),
    }),

  getDatasets: (
    { datasets }: AepClient,
    args: { name?: string; tags?: Record<string, string>; limit?: number },
  ) => findAll(datasets.list(args)),

  getSegment: (client: AepClient, args: Wanted) =>
    findOne(client, args, {
      byId: (id) => client.segments.get(id),
      all: () => client.segments.list(),
    }),

  getMergePolicy: (client: AepClient, args: Wanted) =>
    findOne(client, args, {
      byId: (id) => client.mergePolicies.get(id),
      all: () => client.mergePolicies.list(),
    }),

  getBatches: ({ batches }: AepClient, { dataset, limit }: { dataset: string; limit?: number }) =>
    findAll(batches.list({ dataSet: dataset, limit })),

  getBatchFiles: (client: AepClient, { batchId }: { batchId: string }) => listParts(client, [batchId]),

  getExportJobs: async ({ exportJobs }: AepClient, args: { status?: string; limit?: number }) => {
    const jobs = await findAll(exportJobs.list(args));
    return jobs.map((job) => ({ id: job.id, dataset: job.destination.datasetId, ...answersOf(job) }));
  },
};
