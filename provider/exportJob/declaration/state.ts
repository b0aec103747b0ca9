import type {
  ComputeGatewayJobId,
  ExportJobError,
  ExportMetrics,
  MergePolicyRef,
  SegmentBatch,
} from "../../../contract/exportJobs";
import type { ExportJob, JobState } from "../../aep";
import type { OwnerInputs } from "../../lifecycle/lifecycle";
import type { ExportJobInputs } from "./inputs";

/** What AEP answers about an export job. Only the status and the list of batches are always there. */
export interface ExportJobAnswers {
  /**
   * `NEW`, `PROCESSING`, `SUCCEEDED`, `FAILED`, `CANCELLING`, `CANCELLED`, or another word that
   * means "not finished".
   */
  status: string;
  /** Ids of the batches written. */
  batchIds: string[];
  /** With `segmentPerBatch`, the batch of each segment. */
  batches?: SegmentBatch[];
  /** Profiles exported. */
  profileCount?: number;
  /** How long the job took and what it counted. */
  metrics?: ExportMetrics;
  /** Why the job failed. */
  errors?: ExportJobError[];
  /** The merge policy that AEP used. */
  usedMergePolicy?: MergePolicyRef;
  /** AEP's own jobs behind this one; its support asks for them. */
  computeGatewayJobId?: ComputeGatewayJobId;
  /** The request that started the job; its support finds the job by it. */
  requestId?: string;
  /** Milliseconds since 1970. */
  creationTime?: number;
  /** Milliseconds since 1970. */
  updateTime?: number;
}

/** What the SDK adds to the inputs at preview alone, for policy packs. It is no part of an export. */
export interface PreviewInputs {
  /** The most profiles that the export would hold, as AEP counted them last. */
  estimatedProfiles?: number;
}

/** Inputs of an export job as the engine passes them on: the sandbox is always named. */
export interface ExportJobDeclaration extends ExportJobInputs, OwnerInputs, PreviewInputs {
  sandboxName: string;
}

/** What the provider keeps in the state for itself. */
export interface ExportJobNotes {
  /** Key of the mark that the dataset carries for the job: see `start/mark.ts`. */
  mark?: string;
}

/** What the state keeps of an export job. */
export type ExportJobState = ExportJobDeclaration & ExportJobAnswers & ExportJobNotes;

/** What AEP answers about a job beside its inputs. */
export function answersOf(job: ExportJob): ExportJobAnswers {
  const { mergePolicy, metrics, computeGatewayJobId, requestId, creationTime, updateTime } = job;
  return {
    status: job.status,
    batchIds: job.batchIds,
    ...(job.batches.length > 0 && { batches: job.batches }),
    profileCount: metrics?.totalExportedProfileCounter,
    metrics,
    ...(job.errors.length > 0 && { errors: job.errors }),
    usedMergePolicy: mergePolicy,
    ...(Object.keys(computeGatewayJobId ?? {}).length > 0 && { computeGatewayJobId }),
    requestId,
    creationTime,
    updateTime,
  };
}

/** The names of a job's answers. */
export const answerNames = Object.keys({
  status: true,
  batchIds: true,
  batches: true,
  profileCount: true,
  metrics: true,
  errors: true,
  usedMergePolicy: true,
  computeGatewayJobId: true,
  requestId: true,
  creationTime: true,
  updateTime: true,
} satisfies Record<keyof ExportJobAnswers, true>) as (keyof ExportJobAnswers)[];

const notDeclared = new Set<string>([...answerNames, "mark" satisfies keyof ExportJobNotes]);

/** The part of a state that consists of inputs. */
export function declarationOf(state: Partial<ExportJobState>): Partial<ExportJobDeclaration> {
  return Object.fromEntries(Object.entries(state).filter(([key]) => !notDeclared.has(key)));
}

/** The state of the same job with other inputs. */
export function withInputs(state: ExportJobState, declaration: ExportJobDeclaration): ExportJobState {
  const kept = Object.entries(state).filter(([key]) => notDeclared.has(key));
  return { ...declaration, ...(Object.fromEntries(kept) as unknown as ExportJobAnswers & ExportJobNotes) };
}

/** Whether a job has succeeded, or can still succeed. */
export const isUsable = ({ state }: ExportJob): boolean => state === "pending" || state === "succeeded";

/** Whether a job in this state has ended, in whatever way. */
export const hasEnded = (state: JobState): boolean =>
  state === "succeeded" || state === "failed" || state === "cancelled";
