import type { ExportFilter, ExportJobRequest, SegmentFilter, TimeSpan } from "../../contract/exportJobs";
import type { AttributeMerge } from "../../contract/mergePolicies";
import { isObject, type DataRecord, type Value } from "./value";

/** The records of a sandbox. `loadedAt` is when they were loaded, in milliseconds since 1970. */
export interface DataSet {
  profiles: DataRecord[];
  events: DataRecord[];
  loadedAt: number;
}

/** The parts of an export on which its rows depend. */
export interface Question {
  request: Partial<ExportJobRequest>;
  /** The merge policy that applies. */
  merge: AttributeMerge;
}

/** A merged profile. */
interface Profile {
  identity: string;
  values: DataRecord;
  updated: number;
  isEmpty: boolean;
}

/**
 * The rows that an export must have, in no order. They are computed from the loaded records in plain
 * code, which is the tests' own reading of how AEP merges, filters and projects.
 */
export function expectedRows(data: DataSet, { request, merge }: Question): DataRecord[] {
  const { filter = {}, fields, additionalFields } = request;
  const eventsOf = groupByIdentity(data.events);
  return profilesOf(data, merge)
    .filter((profile) => passes(profile, filter))
    .map(({ identity, values }) => {
      const row = fields === undefined ? values : projected(values, [...pathsOf(fields), ...alongside]);
      if (!additionalFields?.eventList) return row;
      const { fields: eventFields, filter: bounds = {} } = additionalFields.eventList;
      const events = (eventsOf.get(identity) ?? [])
        .filter((event) => isAfter(ingestTime(event, data), bounds.fromIngestTimestamp))
        .filter((event) => !isAfter(ingestTime(event, data), bounds.toIngestTimestamp ?? never))
        .map((event) => withoutMetadata(event))
        .map((event) => (eventFields === undefined ? event : projected(event, pathsOf(eventFields))));
      return { ...row, eventList: events };
    });
}

const never = "9999-01-01T00:00:00Z";
const alongside = [["_id"], ["identityMap"]];

/** Merges the fragments of each identity, and adds the identities that only events have. */
function profilesOf(data: DataSet, merge: AttributeMerge): Profile[] {
  const fragments = new Map<string, { record: DataRecord; loaded: number }[]>();
  data.profiles.forEach((record, loaded) => {
    const identity = identityOf(record) ?? `no identity, record ${loaded}`;
    fragments.set(identity, [...(fragments.get(identity) ?? []), { record, loaded }]);
  });
  const profiles = [...fragments].map(([identity, own]): Profile => {
    const strongestFirst = own.sort(
      (a, b) =>
        precedence(a.record, merge) - precedence(b.record, merge) ||
        ingestTime(b.record, data) - ingestTime(a.record, data) ||
        b.loaded - a.loaded,
    );
    const values = strongestFirst.map(({ record }) => withoutMetadata(record)).reduce(fillGaps);
    const updated = Math.max(...own.map(({ record }) => ingestTime(record, data)));
    return { identity, values, updated, isEmpty: false };
  });
  for (const [identity, own] of groupByIdentity(data.events)) {
    if (fragments.has(identity)) continue;
    const updated = Math.max(...own.map((event) => ingestTime(event, data)));
    const [namespace = "", id = ""] = JSON.parse(identity) as string[];
    const values = { identityMap: { [namespace]: [{ id, primary: true }] } };
    profiles.push({ identity, values, updated, isEmpty: true });
  }
  return profiles;
}

/** Records by their primary identity. Records without one are left out. */
function groupByIdentity(records: DataRecord[]): Map<string, DataRecord[]> {
  const groups = new Map<string, DataRecord[]>();
  for (const record of records) {
    const identity = identityOf(record);
    if (identity !== undefined) groups.set(identity, [...(groups.get(identity) ?? []), record]);
  }
  return groups;
}

/**
 * Namespace and id of the identity flagged as primary, or else of the first one. Blank ones do not
 * count.
 */
export function identityOf({ identityMap }: DataRecord): string | undefined {
  if (!isObject(identityMap)) return undefined;
  const all = Object.entries(identityMap).flatMap(([namespace, list]) =>
    (list as DataRecord[])
      .filter(({ id }) => namespace.trim() !== "" && typeof id === "string" && id.trim() !== "")
      .map(({ id, primary }) => ({ key: JSON.stringify([namespace, id]), primary })),
  );
  return (all.find(({ primary }) => primary === true) ?? all[0])?.key;
}

const metadataOf = (record: DataRecord): DataRecord => (record["_acp_system_metadata"] ?? {}) as DataRecord;

const ingestTime = (record: DataRecord, { loadedAt }: DataSet): number =>
  Number(metadataOf(record)["ingestTime"] ?? loadedAt);

function withoutMetadata({ _acp_system_metadata: _, ...values }: DataRecord): DataRecord {
  return values;
}

function precedence(record: DataRecord, { type, order = [] }: AttributeMerge): number {
  if (type === "timestampOrdered") return 0;
  const place = order.indexOf(metadataOf(record)["sourceDatasetId"] as string);
  return place < 0 ? order.length : place;
}

/**
 * Objects are merged key by key. All other values are leaves, also arrays. Null means an absent
 * value, as in AEP.
 */
function fillGaps(strong: DataRecord, weak: DataRecord): DataRecord {
  const merged = { ...strong };
  for (const [key, value] of Object.entries(weak)) {
    const own = merged[key] ?? null;
    if (own === null) merged[key] = value;
    else if (isObject(own) && isObject(value)) merged[key] = fillGaps(own, value);
  }
  return merged;
}

function passes({ values, updated, isEmpty }: Profile, filter: ExportFilter): boolean {
  const { segments, segmentQualificationTime: span, fromIngestTimestamp, emptyProfiles = false } = filter;
  if (isEmpty && !emptyProfiles) return false;
  if (!isAfter(updated, fromIngestTimestamp)) return false;
  if (segments) return segments.some((segment) => membershipsIn(values, segment, span).length > 0);
  return span === undefined || allMemberships(values).some((membership) => qualifies(membership, {}, span));
}

interface Membership {
  namespace: string;
  segmentId: string;
  status: string;
  lastQualificationTime?: string;
}

function allMemberships({ segmentMembership = {} }: DataRecord): Membership[] {
  return Object.entries((segmentMembership ?? {}) as DataRecord).flatMap(([namespace, segments]) =>
    Object.entries((segments ?? {}) as DataRecord).map(
      ([segmentId, membership]) => ({ namespace, segmentId, ...(membership as object) }) as Membership,
    ),
  );
}

function membershipsIn(values: DataRecord, segment: SegmentFilter, span: TimeSpan | undefined): Membership[] {
  const { segmentId, segmentNs = "ups" } = segment;
  // Adobe's documents write AEP's own namespace `ups` and `UPS`.
  const folded = (namespace: string): string => (/^ups$/i.test(namespace) ? "ups" : namespace);
  return allMemberships(values)
    .filter((own) => own.segmentId === segmentId && folded(own.namespace) === folded(segmentNs))
    .filter((own) => qualifies(own, segment, span));
}

/** Whether one membership meets both the status and the span of time. The span includes its ends. */
function qualifies(
  { status, lastQualificationTime = "" }: Membership,
  { status: wanted = ["realized", "existing"] }: Partial<SegmentFilter>,
  { startTime, endTime }: TimeSpan = {},
): boolean {
  if (!wanted.some((one) => one === status)) return false;
  const time = Date.parse(lastQualificationTime);
  if (startTime !== undefined && !(time >= Date.parse(startTime))) return false;
  return endTime === undefined || time <= Date.parse(endTime);
}

function isAfter(milliseconds: number, bound: string | undefined): boolean {
  return bound === undefined || milliseconds > Date.parse(bound);
}

const pathsOf = (fields: string): string[][] => fields.split(",").map((path) => path.trim().split("."));

/** The fields on the paths. Objects without such a field are left out. */
function projected(values: DataRecord, paths: string[][]): DataRecord {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]): [string, Value][] => {
      const rest = paths
        .filter((path) => leadsTo(key, path))
        .map((path) => path.slice(key.split(".").length));
      const own = rest.some((path) => path.length === 0) ? value : below(value, rest);
      return own === undefined ? [] : [[key, own]];
    }),
  );
}

/** Whether a path begins with a key. The key may contain dots. */
function leadsTo(key: string, path: string[]): boolean {
  return key.split(".").every((part, at) => path[at] === part);
}

function below(value: Value, paths: string[][]): Value | undefined {
  if (paths.length === 0) return undefined;
  if (Array.isArray(value)) return value.map((element) => below(element, paths) ?? {});
  if (!isObject(value)) return undefined;
  const own = projected(value, paths);
  return Object.keys(own).length > 0 ? own : undefined;
}
