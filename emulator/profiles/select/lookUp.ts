import type { DuckDBConnection } from "@duckdb/node-api";
import type { MergePolicy } from "../../../contract/mergePolicies";
import { withEvaluated } from "./evaluation";
import { derivedIdentities } from "./identities";
import { mergedProfiles } from "./merge";
import { packRecord, parsePaths, projectRecord } from "./project";
import { columns, type RecordTable } from "../records/records";
import { parseJson, toJson } from "../files/spelledJson";
import { text } from "../records/sql";
import { convert, member } from "../records/types";

/** One profile to find: by an identity, or by the store's own id of it. */
export interface LookUp {
  sandbox: string;
  identity: { namespace: string; id: string } | { xid: string };
  mergePolicy: MergePolicy;
  /** Comma-separated dot paths; absent: all fields. */
  fields?: string;
}

/** A profile that was found. */
export interface FoundProfile {
  /** The store's own id of the profile. */
  xid: string;
  /** Ids of the datasets that its fragments came from. */
  sources: string[];
  /** Milliseconds since 1970 at which the newest of them was ingested. */
  ingested: number;
  /** Identities in its identity map. */
  identities: number;
  /** The profile, or the fields asked for, as JSON text. */
  json: string;
}

/**
 * The profiles whose primary identity it is, or else those that have it among their identities: several of them would be
 * stitched by an identity graph.
 */
export async function lookUp(
  connection: DuckDBConnection,
  { schema, fragments, find }: { schema: string; fragments: RecordTable; find: Omit<LookUp, "sandbox"> },
): Promise<FoundProfile[]> {
  const merged = await mergedProfiles(connection, { schema, fragments, policy: find.mergePolicy });
  const profiles = await withEvaluated(connection, { schema, fragments, profiles: merged });
  for (const condition of conditions(find.identity, fragments)) {
    const found = await select(connection, { fragments, profiles, condition, fields: find.fields });
    if (found.length > 0) return found;
  }
  return [];
}

function conditions(identity: LookUp["identity"], { type }: RecordTable): string[] {
  if ("xid" in identity) return [`profile::VARCHAR = ${text(identity.xid)}`];
  const { namespace, id } = identity;
  const primary = `namespace = ${text(namespace)} AND id = ${text(id)}`;
  const map = columns(type).get("identityMap");
  if (!map) return [primary];
  const ids = `list_transform(${map}[${text(namespace)}], lambda i: ${member("i", "id")})`;
  return [primary, `list_contains(${ids}, ${text(id)})`];
}

async function select(
  connection: DuckDBConnection,
  {
    fragments,
    profiles,
    condition,
    fields,
  }: { fragments: RecordTable; profiles: string; condition: string; fields: string | undefined },
): Promise<FoundProfile[]> {
  const { type } = fragments;
  const paths = fields === undefined ? undefined : parsePaths(fields);
  const projected = projectRecord(type, paths, () => derivedIdentities(type));
  const entity = packRecord(projected);
  const json = projected.size === 0 ? "'{}'" : convert(entity.expression, entity.type, { kind: "json" });
  const map = columns(type).get("identityMap");
  const identities = map ? `coalesce(len(flatten(map_values(${map}))), 0)` : "0";
  const rows = await connection.runAndReadAll(`
    SELECT profile::VARCHAR, ingested, ${identities}, (${json})::VARCHAR,
      (SELECT list(DISTINCT source ORDER BY source) FILTER (source IS NOT NULL) FROM ${fragments.name} f WHERE f.profile = p.profile)
    FROM ${profiles} p WHERE ${condition} LIMIT 2`);
  type Row = [string, bigint, bigint, string, { items: string[] } | null];
  return (rows.getRows() as unknown as Row[]).map(([xid, ingested, count, entityJson, sources]) => ({
    xid,
    sources: sources?.items ?? [],
    ingested: Number(ingested),
    identities: Number(count),
    json: toJson(withoutNulls(parseJson(entityJson))),
  }));
}

/** Fields that other records have and this one does not are null in DuckDB, and absent in XDM. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([key, member]) => [key, withoutNulls(member)]));
}
