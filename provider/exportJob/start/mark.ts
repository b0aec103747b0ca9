import { createHash } from "node:crypto";
import type { Dataset, JsonPatch } from "../../../contract/catalog";
import type { ExportJob } from "../../aep";
import { isRecord } from "../../aep/http/json";
import { pointerToken } from "../../aep/catalog/jsonPatch";
import type { ExportJobInputs } from "../declaration/inputs";
import { normaliseExportJob } from "../declaration/normalise";
import { declarationOfJob, requestKeys } from "../declaration/request";
import { conflict } from "../../lifecycle/conflict";
import { identityOf, resourceOf, type Owner } from "../../ownership/identity";
import { ownershipNamespace } from "../../ownership/tags";

/**
 * A tag that a dataset carries for a job. AEP's jobs have no name and no tags, so the provider sets
 * a mark in the dataset before it starts a job. The job of a mark is the first one with the same
 * request that AEP created after `since`.
 */
export interface JobMark {
  /** Last part of the tag's namespace. Each start has a key of its own. */
  key: string;
  /** The resource that the job belongs to. */
  owner: Owner;
  /** Digest of the request. */
  body: string;
  /** Milliseconds since 1970, by AEP's clock. */
  since: number;
}

const markNamespace = `${ownershipNamespace}job/`;

/**
 * The key of the mark of a start. A start that is repeated after an interruption has the same key;
 * every other export of the resource has another key.
 *
 * @param replaced Id of the job that the new one replaces, if any.
 */
export const markKeyOf = (owner: Owner, inputs: ExportJobInputs, replaced?: string): string =>
  digest([
    owner.stackId ?? null,
    resourceOf(owner.urn),
    requestOf(inputs),
    inputs.triggers ?? [],
    replaced ?? null,
  ]);

/** The key of a mark after its resource, or the stack, was renamed. */
export const movedKeyOf = (owner: Owner, key: string): string =>
  digest([owner.stackId ?? null, resourceOf(owner.urn), key]);

/** The key of the mark that version 0.1.0 set for a resource; its tag holds five values. */
export const formerKeyOf = (urn: string): string => digest(urn);

/**
 * The marks that a dataset carries. Tags that somebody has edited beyond recognition are left out.
 */
export function marksOf({ tags = {} }: Dataset): JobMark[] {
  return Object.entries(tags).flatMap(([namespace, values]) => {
    if (!namespace.startsWith(markNamespace)) return [];
    const key = namespace.slice(markNamespace.length);
    const isFormer = values.length === 5;
    const [urn = "", stackOrAsked = "", body = "", since = ""] = values;
    const isStub = isFormer && stackOrAsked === "";
    if (isStub || !urn.startsWith("urn:pulumi:") || body === "" || !/^\d+$/.test(since)) return [];
    const stackId = isFormer || stackOrAsked === "" ? undefined : stackOrAsked;
    return [{ key, owner: { urn: identityOf(urn), stackId }, body, since: Number(since) }];
  });
}

/** Throws an error if somebody has edited the tag of a mark beyond recognition. */
export function refuseEditedMark(dataset: Dataset, id: string, key: string): void {
  const isMark = marksOf(dataset).some((one) => one.key === key);
  if (isMark || dataset.tags?.[markNamespace + key] === undefined) return;
  throw conflict({
    operation: `Creating export job for dataset ${id}`,
    reason: `the tag ${markNamespace}${key} of the dataset has been edited, so that it does not say any more whether the job was started`,
    remedy:
      "Look for the job with `aep-export jobs` and take it over by adopt, " +
      `or take the provider's tags off the dataset with \`aep-export release ${id}\` to export anew.`,
  });
}

/** The change of a dataset that sets a mark. */
export const changeToSet = ({ key, owner, body, since }: JobMark): JsonPatch[number] => ({
  op: "add",
  path: pathOf(key),
  value: [identityOf(owner.urn), owner.stackId ?? "", body, String(since)],
});

/** The change of a dataset that removes a mark. */
export const changeToRemove = (key: string): JsonPatch[number] => ({ op: "remove", path: pathOf(key) });

const pathOf = (key: string): string => `/tags/${pointerToken(markNamespace + key)}`;

/**
 * Digest of a request without its merge policy, since AEP answers a policy even if the request
 * names none.
 */
export const bodyOf = (inputs: Partial<ExportJobInputs>): string =>
  digest(requestOf({ ...inputs, mergePolicy: undefined }));

/** The mark that a job was started under. Undefined for a job that was started by hand. */
export function markOf(job: ExportJob, marks: JobMark[]): JobMark | undefined {
  const { creationTime = 0 } = job;
  const request = declarationOfJob(job);
  const bodies = [bodyOf(request), formerBodyOf(request)];
  return marks
    .filter(({ body, since }) => since < creationTime && bodies.includes(body))
    .sort((one, other) => other.since - one.since)[0];
}

/** The 0.1.0 digest, which also covers absent keys, so its key list must not change. */
function formerBodyOf(inputs: Partial<ExportJobInputs>): string {
  const normal = normaliseExportJob({ ...inputs, mergePolicy: undefined });
  return digest(formerKeys.map((key) => normal[key] ?? null));
}

const formerKeys = [
  "dataset",
  "fields",
  "mergePolicy",
  "filter",
  "additionalFields",
  "segmentPerBatch",
  "schemaName",
  "evaluationInfo",
] as const satisfies (keyof ExportJobInputs)[];

/**
 * What a request says. Keys that it leaves out are not part of it, so that a key which a later version
 * adds changes no digest.
 */
function requestOf(inputs: Partial<ExportJobInputs>): Record<string, unknown> {
  const normal = normaliseExportJob(inputs);
  const said = requestKeys.flatMap((key) => (normal[key] === undefined ? [] : [[key, normal[key]] as const]));
  return Object.fromEntries(said);
}

const digest = (value: unknown): string =>
  createHash("sha256").update(JSON.stringify(value, inKeyOrder)).digest("hex").slice(0, 16);

const inKeyOrder = (_key: string, value: unknown): unknown =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;
