import type { BatchRecord } from "../catalog/batchStore";
import { knownStatuses, type JobRecord } from "../exportJobs/machine";
import type { BatchView, ConsoleState, DatasetView, JobView } from "./page/state";
import { unionSchemaId } from "../exportJobs/request";
import { filtersInWords } from "./words";
import type { ExportJobStorage } from "../exportJobs/store";
import type { ActiveFaults } from "../faults/rules";

/** The console shows at most this many items of a list. */
const listLimit = 100;

/** What the console takes. */
export interface ConsoleServices {
  storage: ExportJobStorage;
  sandboxes: readonly string[];
  faults: ActiveFaults;
  /** Milliseconds since 1970. */
  clock: () => number;
}

/**
 * What the console shows of a sandbox: its newest jobs, if given of one status, and its newest
 * datasets.
 */
export function consoleState(services: ConsoleServices, sandbox: string, status?: string): ConsoleState {
  const { storage, sandboxes, faults, clock } = services;
  const counts = knownStatuses.map((word) => [word, storage.jobs.count(sandbox, word)] as const);
  const jobs = storage.jobs.list(sandbox, { status, offset: { skip: 0 }, limit: listLimit });
  // The order of ids is exact to a second only.
  const datasets = storage.datasets
    .newest(sandbox, listLimit)
    .sort(([, { created: one = 0 }], [, { created: other = 0 }]) => other - one);
  return {
    sandboxes,
    sandbox,
    now: clock(),
    jobs: {
      counts: Object.fromEntries(counts) as ConsoleState["jobs"]["counts"],
      newest: jobs.map((job) => jobView(job, sandbox, storage)),
    },
    datasets: {
      total: storage.datasets.count(sandbox),
      newest: datasets.map(([id, { name = id, description, schemaRef, created }]): DatasetView => {
        const takesExports = schemaRef?.id === unionSchemaId;
        const batches = storage.batches.countOfDataset(sandbox, id);
        return { id, name, description, takesExports, created, batches };
      }),
    },
    faults: faults.report(),
  };
}

/** The newest batches of a dataset, newest first. */
export function newestBatches(storage: ExportJobStorage, sandbox: string, datasetId: string): BatchView[] {
  return storage.batches.newestOfDataset(sandbox, datasetId, listLimit).map(batchView);
}

function jobView(job: JobRecord, sandbox: string, storage: ExportJobStorage): JobView {
  const { id, status, fields, destination, metrics, errors = [], fault } = job;
  const datasetId = destination.datasetId ?? "";
  const batches = [destination.batches ?? []].flat().map(({ batchId }) => batchId);
  return {
    id,
    status,
    fields,
    filters: filtersInWords(job, (segmentId) => storage.segments.get(sandbox, segmentId)?.name),
    dataset: { id: datasetId, name: storage.datasets.get(sandbox, datasetId)?.name },
    created: job.creationTime ?? 0,
    updated: job.updateTime ?? 0,
    profiles: metrics?.totalExportedProfileCounter,
    batches: destination.batchId ? [destination.batchId] : batches,
    errors: errors.map(({ code, msg }) => [code, msg].filter(Boolean).join(": ")),
    fault: fault?.fault,
  };
}

function batchView([id, { batch, parts }]: [string, BatchRecord]): BatchView {
  const { status = "", created, recordCount } = batch;
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  return { id, status, created, records: recordCount, bytes };
}
