import { createHash } from "node:crypto";
import type { Dataset, JsonPatch } from "../contract/catalog";
import type { MergePolicyRef } from "../contract/exportJobs";
import type { ExportJob } from "./aep";
import { isRecord } from "./aep/json";
import { pointerToken, withTags } from "./datasetShape";
import type { ExportJobInputs } from "./exportJobInputs";
import { declarationOfJob } from "./exportJobState";
import { normaliseExportJob, requestKeys } from "./exportRequest";
import { ownershipNamespace } from "./ownership";

/**
 * What the tags of a dataset say of the last start of a resource's job. AEP's jobs carry no name, so the dataset is told
 * before a job is started: a job is that of the mark with its body whose `since` it is the first to follow.
 */
export interface JobMark {
  /** URN of the resource. */
  urn: string;
  /** Digest of what is asked for: the request, the triggers, and which job the new one replaces. */
  asked: string;
  /** Digest of the request alone. */
  body: string;
  /** The job is younger than this: milliseconds since 1970, by AEP's clock. */
  since: number;
  /** `since` of the resource's first mark with this body: what is younger was not started without a mark. */
  first: number;
}

const namespaceOf = (urn: string): string => `${ownershipNamespace}job/${digest(urn)}`;

/** The marks that a dataset carries. */
export function marksOf({ tags = {} }: Dataset): JobMark[] {
  return Object.entries(tags).flatMap(([namespace, [urn = "", asked = "", body = "", since, first]]) =>
    namespace === namespaceOf(urn) ? [{ urn, asked, body, since: Number(since), first: Number(first) }] : [],
  );
}

/** The change of a dataset that sets a mark. */
export function marking({ tags }: Dataset, { urn, asked, body, since, first }: JobMark): JsonPatch {
  const value = [urn, asked, body, String(since), String(first)];
  return withTags(tags, [{ op: "add", path: pathOf(urn), value }]);
}

/** The change of a dataset that takes the mark of a resource away. */
export const unmarking = (urn: string): JsonPatch => [{ op: "remove", path: pathOf(urn) }];

const pathOf = (urn: string): string => `/tags/${pointerToken(namespaceOf(urn))}`;

/** Digest of a job's request, but for the merge policy: AEP answers the one it uses, also where the request names none. */
export const bodyOf = (inputs: Partial<ExportJobInputs>): string =>
  digest(requestOf({ ...inputs, mergePolicy: undefined }));

/** Digest of a start: the same for one that is repeated, another for one that is asked for anew. */
export const askedOf = (inputs: ExportJobInputs, replacedTime: number): string =>
  digest([requestOf(inputs), inputs.triggers ?? [], replacedTime]);

/** Digest of the request that a job was started with. */
export const bodyOfJob = (job: ExportJob): string => bodyOf(declarationOfJob(job));

/** Whether a job was merged as the inputs ask for; without a version its newest is meant. */
export function hasPolicy({ mergePolicy: used }: ExportJob, asked?: MergePolicyRef): boolean {
  if (asked === undefined || used === undefined) return true;
  return used.id === asked.id && (asked.version ?? used.version) === used.version;
}

/** The mark that a job was started under; undefined if under none. */
export function markOf(job: ExportJob, marks: JobMark[]): JobMark | undefined {
  const { creationTime = 0 } = job;
  const bodyOfIt = bodyOfJob(job);
  return marks
    .filter(({ body, since }) => since < creationTime && body === bodyOfIt)
    .sort((one, other) => other.since - one.since)[0];
}

function requestOf(inputs: Partial<ExportJobInputs>): unknown[] {
  const normal = normaliseExportJob(inputs);
  return requestKeys.map((key) => normal[key] ?? null);
}

const digest = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value, inKeyOrder)).digest("hex").slice(0, 16);

const inKeyOrder = (_key: string, value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;
