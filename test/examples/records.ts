import { DuckDBInstance } from "@duckdb/node-api";
import { mkdtempSync } from "node:fs";
import path from "node:path";
import { sampleRecords, sampleSegments } from "../../emulator/profiles/sample";
import { download, type AepClient } from "../../provider/aep";

/**
 * A record of the sample, or a row of an export, as far as these tests read them. Absent values are
 * left out.
 */
export interface Row {
  _id?: string;
  identityMap: Record<string, { id: string; primary: boolean }[]>;
  person?: { name?: { firstName?: string; lastName?: string } };
  personalEmail?: { address?: string };
  mobilePhone?: { number?: string };
  homeAddress?: { countryCode?: string };
  loyalty?: { tier?: string };
  segmentMembership?: Record<string, Record<string, { status: string; lastQualificationTime: string }>>;
  _acp_system_metadata?: { ingestTime: number; sourceDatasetId: string };
}

export interface EventRow {
  identityMap: Row["identityMap"];
  eventType: string;
  timestamp: string;
  commerce?: { order?: { priceTotal?: number } };
  web?: { webPageDetails?: { name?: string } };
  _acp_system_metadata?: Row["_acp_system_metadata"];
}

/** A profile, merged from its fragments by a merge policy. */
export interface Profile extends Row {
  /** When its newest fragment was ingested, in milliseconds since 1970. */
  ingestTime: number;
  events: EventRow[];
}

/** How a merge policy orders fragments: the winning fragment comes first. */
export type Precedence = (one: Row, other: Row) => number;

export const newestFirst: Precedence = (one, other) => ingestTimeOf(other) - ingestTimeOf(one);

/**
 * The sample's profiles with their events in the order of ingestion. Merged here, independently of
 * the emulator.
 */
export async function sampleProfiles(precedence = newestFirst): Promise<Profile[]> {
  const [fragments, events] = await Promise.all([sample<Row>("profiles"), sample<EventRow>("events")]);
  const eventsOf = byIdentity(events.sort((one, other) => ingestTimeOf(one) - ingestTimeOf(other)));
  return [...byIdentity(fragments)].map(([identity, own]) => ({
    ...([...own].sort(precedence).reduceRight<unknown>((weak, strong) => merged(strong, weak), {}) as Row),
    ingestTime: Math.max(...own.map(ingestTimeOf)),
    events: eventsOf.get(identity) ?? [],
  }));
}

/** The empty profiles of the sample: identities that have events only. */
export async function emptyProfiles(): Promise<Profile[]> {
  const [fragments, events] = await Promise.all([sample<Row>("profiles"), sample<EventRow>("events")]);
  const known = byIdentity(fragments);
  return [...byIdentity(events)]
    .filter(([identity]) => !known.has(identity))
    .map(([, own]) => ({
      identityMap: own[0]!.identityMap,
      ingestTime: Math.max(...own.map(ingestTimeOf)),
      events: own,
    }));
}

/** Id of a segment of the sample. */
export function segmentId(name: string): string {
  const segment = sampleSegments.find((one) => one.name === name);
  if (segment === undefined) throw new Error(`The sample has no segment "${name}".`);
  return segment.id;
}

/** The rows of batches, downloaded into a new folder in `dir`. */
export async function exportedRows(
  client: AepClient,
  { batchIds, dir }: { batchIds: string[]; dir: string },
): Promise<Row[]> {
  const files = await download(client, { batchIds, dir: mkdtempSync(path.join(dir, "downloads-")) });
  const paths = files.map((file) => `'${file.path}'`).join(", ");
  return read(`SELECT to_json(t) AS json FROM read_parquet([${paths}], union_by_name = true) t`);
}

/** Expects one row for each profile, which holds exactly what `view` returns for the profile. */
export function expectRows(rows: Row[], profiles: Profile[], view: (profile: Profile) => object): void {
  // Adobe's exports may contain these two without a request.
  const shown = ({ _id, identityMap: _identityMap, ...row }: Row) => row;
  expect(rows).toHaveLength(profiles.length);
  expect(Object.fromEntries(rows.map((row) => [identityOf(row), shown(row)]))).toEqual(
    Object.fromEntries(profiles.map((profile) => [identityOf(profile), present(view(profile)) ?? {}])),
  );
}

/** When a record was ingested, in milliseconds since 1970. */
export const ingestTimeOf = (record: Pick<Row, "_acp_system_metadata">): number =>
  record._acp_system_metadata?.ingestTime ?? 0;

/** The primary identity of a record. */
export function identityOf({ identityMap }: Pick<Row, "identityMap">): string {
  const primary = Object.values(identityMap)
    .flat()
    .find((identity) => identity.primary);
  if (primary === undefined) throw new Error("A record has no primary identity.");
  return primary.id;
}

/** Whether a profile has one of the statuses in a segment. */
export function isIn(
  { segmentMembership }: Row,
  segment: string,
  statuses = ["realized", "existing"],
): boolean {
  return statuses.includes(segmentMembership?.["ups"]?.[segment]?.status ?? "");
}

function byIdentity<Kind extends Pick<Row, "identityMap">>(records: Kind[]): Map<string, Kind[]> {
  const groups = new Map<string, Kind[]>();
  for (const record of records) {
    const identity = identityOf(record);
    groups.set(identity, [...(groups.get(identity) ?? []), record]);
  }
  return groups;
}

function merged(strong: unknown, weak: unknown): unknown {
  if (strong === undefined) return weak;
  if (!isObject(strong) || !isObject(weak)) return strong;
  const keys = Object.keys({ ...weak, ...strong });
  return Object.fromEntries(keys.map((key) => [key, merged(strong[key], weak[key])]));
}

async function sample<Found>(kind: "profiles" | "events"): Promise<Found[]> {
  const rows = await Promise.all(
    sampleRecords[kind].map((query) => read<Found>(`SELECT to_json(t) AS json FROM (${query}) t`)),
  );
  return rows.flat();
}

async function read<Found>(query: string): Promise<Found[]> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const answer = await connection.runAndReadAll(query);
    return answer.getRowObjects().map(({ json }) => present(JSON.parse(String(json))) as Found);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** A value without absent parts and without objects that have only absent parts. */
function present(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(present);
  if (!isObject(value)) return value ?? undefined;
  const members = Object.entries(value).map(([key, member]) => [key, present(member)] as const);
  const there = members.filter(([, member]) => member !== undefined);
  return there.length > 0 ? Object.fromEntries(there) : undefined;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
