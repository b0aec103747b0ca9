import type { DuckDBConnection } from "@duckdb/node-api";
import { columns, fixedColumnNames, type RecordTable } from "./records";
import { systemMetadata } from "./shape";
import { identifier, pointer, text } from "./sql";
import { typedColumns, type StagedRecords } from "./stage";
import { canBeStruct, convert, fromJson, sqlType, type RecordType, type TypeNode } from "./types";

/**
 * Adds staged records to their table, whose type must be able to hold them.
 *
 * @returns the number of records.
 */
export async function insertStaged(
  connection: DuckDBConnection,
  { staged, table, now }: { staged: StagedRecords; table: RecordTable; now: number },
): Promise<number> {
  const { relation, fields, value } = staged.type
    ? typedSource(staged, staged.type, table.type)
    : jsonSource(staged.relation, table.type);
  const metadata = value(systemMetadata, { kind: "json" });
  const names = [...columns(table.type).values()];
  const result = await connection.run(`
    INSERT INTO ${table.name} (${[fixedColumnNames, ...names].join(", ")})
    WITH source AS (
      SELECT number, ${primaryIdentity(value("identityMap", identityMap))} AS primary_identity, ${[
        `json_extract_string(${metadata}, '/ingestTime') AS ingest_time`,
        `json_extract_string(${metadata}, '/sourceDatasetId') AS source_id`,
        ...fields.map((expression, index) => `${expression} AS ${names[index]}`),
      ].join(", ")}
      FROM ${relation})
    SELECT ${[
      // A record without an identity is a profile of its own.
      "md5_number(coalesce(primary_identity.namespace || chr(0) || primary_identity.id, uuid()::VARCHAR))",
      `number + (SELECT coalesce(max(seq), 0) FROM ${table.name})`,
      `coalesce(TRY_CAST(floor(TRY_CAST(ingest_time AS DOUBLE)) AS BIGINT), epoch_ms(TRY_CAST(ingest_time AS TIMESTAMPTZ)), ${now})`,
      "source_id",
      "primary_identity.namespace",
      "primary_identity.id",
      ...names,
    ].join(", ")}
    FROM source`);
  return result.rowsChanged;
}

interface Source {
  relation: string;
  /** An expression for each field of the table. */
  fields: string[];
  /** An expression for a field of the record as a value of a type. */
  value: (key: string, type: TypeNode) => string;
}

function typedSource({ relation, conformed }: StagedRecords, from: RecordType, to: RecordType): Source {
  const names = typedColumns(from);
  const columnOf = new Map([...from.fields.keys()].map((key, index) => [key, names[index] ?? ""]));
  const value: Source["value"] = (key, type) => {
    const own = from.fields.get(key);
    if (!own) return `NULL::${sqlType(type)}`;
    if (conformed?.has(key)) return fromJson(`json_extract(record, ${pointer(key)})`, type);
    return convert(columnOf.get(key) ?? "", own, type);
  };
  return { relation, fields: [...to.fields].map(([key, type]) => value(key, type)), value };
}

function jsonSource(relation: string, to: RecordType): Source {
  // Fields whose names fit into one struct are parsed together, the others one by one.
  const together = new Map([...to.fields].filter(([key]) => canBeStruct([key]) && !collides(key, to)));
  const parsed = together.size > 0 ? fromJson("record", { kind: "struct", fields: together }) : "NULL";
  const value: Source["value"] = (key, type) => fromJson(`json_extract(record, ${pointer(key)})`, type);
  return {
    relation: `(SELECT *, ${parsed} AS parsed FROM ${relation})`,
    fields: [...to.fields].map(([key, type]) =>
      together.has(key) ? `parsed.${identifier(key)}` : value(key, type),
    ),
    value,
  };
}

function collides(key: string, type: RecordType): boolean {
  return [...type.fields.keys()].some((other) => other !== key && other.toLowerCase() === key.toLowerCase());
}

/** The characters that JavaScript's `trim` removes. */
const blanks = text(
  "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff",
);

const identityMap: TypeNode = {
  kind: "map",
  value: {
    kind: "list",
    item: {
      kind: "struct",
      fields: new Map([
        ["id", { kind: "scalar", sql: "VARCHAR" }],
        ["primary", { kind: "scalar", sql: "BOOLEAN" }],
      ]),
    },
  },
};

/**
 * The first identity flagged as primary, or else the first one. An identity with a blank id or
 * namespace does not count.
 */
function primaryIdentity(identities: string): string {
  const isSaid = (value: string): string => `coalesce(trim(${value}, ${blanks}) <> '', FALSE)`;
  const all = `list_filter(flatten(list_transform(map_entries(${identities}), lambda e:
    list_transform(e.value, lambda i: {'namespace': e.key, 'id': i.id, 'primary': i."primary"}))),
    lambda i: ${isSaid("i.id")} AND ${isSaid("i.namespace")})`;
  const primary = `list_transform([${all}], lambda l: coalesce(list_filter(l, lambda i: i."primary")[1], l[1]))[1]`;
  // DuckDB cannot infer the type if the value is always NULL.
  return `CAST(${primary} AS STRUCT(namespace VARCHAR, id VARCHAR, "primary" BOOLEAN))`;
}
