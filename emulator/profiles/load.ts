import type { DuckDBConnection } from "@duckdb/node-api";
import { ProfileError } from "./errors";
import { queryType } from "./parquet";
import { columns, fixedColumnNames, type RecordTable } from "./records";
import { field, observeRecord, observeType, systemMetadata, type Shape } from "./shape";
import { fileForm, readRecords, type FileForm } from "./sources";
import { identifier, pointer, text } from "./sql";
import { canBeStruct, convert, fromJson, sqlType, type RecordType, type TypeNode } from "./types";

/** Records waiting for their type: in a table of JSON texts, or still in a Parquet file. */
export interface StagedRecords {
  /** A relation with a column `number`. */
  relation: string;
  /** The type of the relation's columns; absent when they are one column `record` of JSON. */
  type?: RecordType;
}

/** Where records come from: files, or queries of which each column is a field. */
export interface RecordSources {
  files: string[];
  queries?: string[];
}

/** Reads JSON and CSV into the connection's own temporary tables, and adds what all sources hold to the shape of their records. */
export async function stage(
  connection: DuckDBConnection,
  { files, queries = [], shape }: RecordSources & { shape: Shape },
): Promise<StagedRecords[]> {
  const staged: StagedRecords[] = [];
  for (const query of queries) staged.push(await stageQuery(connection, query, shape));
  for (const path of files) {
    const form = await fileForm(path);
    try {
      staged.push(
        form === "parquet"
          ? await stageQuery(connection, `FROM read_parquet(${text(path)})`, shape)
          : await stageJson(connection, { path, form, shape }),
      );
    } catch (error) {
      if (error instanceof ProfileError) throw error;
      throw new ProfileError("INVALID_FILE", `Loading ${path}: ${firstLine(error)}`, { cause: error });
    }
  }
  return staged;
}

async function stageJson(
  connection: DuckDBConnection,
  { path, form, shape }: { path: string; form: Exclude<FileForm, "parquet">; shape: Shape },
): Promise<StagedRecords> {
  const table = await stagingTable(connection);
  const appender = await connection.createAppender(table, "main", "temp");
  let number = 0;
  for await (const { json, place } of readRecords(connection, path, form)) {
    let fault: string | undefined;
    try {
      fault = observeRecord(shape, json);
    } catch (error) {
      fault = firstLine(error);
    }
    if (fault) throw new ProfileError("INVALID_FILE", `Loading ${path}, ${place}: not a record: ${fault}`);
    appender.appendBigInt(BigInt((number += 1)));
    appender.appendVarchar(json);
    appender.endRow();
  }
  appender.closeSync();
  return { relation: `temp.${table}` };
}

async function stagingTable(connection: DuckDBConnection): Promise<string> {
  const counted = await connection.runAndReadAll(
    "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'temp'",
  );
  const name = `staged_${String(counted.getRows()[0]?.[0])}`;
  await connection.run(`CREATE TEMP TABLE ${name} (number BIGINT, record JSON)`);
  return name;
}

async function stageQuery(connection: DuckDBConnection, query: string, shape: Shape): Promise<StagedRecords> {
  const type = queryType(await connection.run(`FROM (${query}) LIMIT 0`));
  for (const [key, column] of type.fields) observeType(field(shape, key), column);
  return { relation: `(SELECT row_number() OVER () AS number, * FROM (${query}))`, type };
}

/** Drops what {@link stage} made. */
export async function dropStaged(connection: DuckDBConnection): Promise<void> {
  const tables = await connection.runAndReadAll(
    "SELECT table_name FROM duckdb_tables() WHERE database_name = 'temp'",
  );
  for (const [name] of tables.getRows()) await connection.run(`DROP TABLE temp.${identifier(String(name))}`);
}

/** Adds staged records to their table, whose type must be able to hold them. Answers how many there were. */
export async function insertStaged(
  connection: DuckDBConnection,
  { staged, table, now }: { staged: StagedRecords; table: RecordTable; now: number },
): Promise<number> {
  const { relation, fields, value } = staged.type
    ? typedSource(staged.relation, staged.type, table.type)
    : jsonSource(staged.relation, table.type);
  const metadata = value(systemMetadata, { kind: "json" });
  const result = await connection.run(`
    INSERT INTO ${table.name} (${[fixedColumnNames, ...columns(table.type).values()].join(", ")})
    WITH source AS (
      SELECT *, ${primaryIdentity(value("identityMap", identityMap))} AS primary_identity, json_extract_string(${metadata}, '/ingestTime') AS ingest_time
      FROM ${relation})
    SELECT ${[
      // A record without an identity is a profile of its own.
      "md5_number(coalesce(primary_identity.namespace || chr(0) || primary_identity.id, uuid()::VARCHAR))",
      `number + (SELECT coalesce(max(seq), 0) FROM ${table.name})`,
      `coalesce(TRY_CAST(floor(TRY_CAST(ingest_time AS DOUBLE)) AS BIGINT), epoch_ms(TRY_CAST(ingest_time AS TIMESTAMPTZ)), ${now})`,
      `json_extract_string(${metadata}, '/sourceDatasetId')`,
      "primary_identity.namespace",
      "primary_identity.id",
      ...fields,
    ].join(", ")}
    FROM source`);
  return result.rowsChanged;
}

interface Source {
  relation: string;
  /** One expression a field of the table. */
  fields: string[];
  /** One field of the record as a value of a type. */
  value: (key: string, type: TypeNode) => string;
}

function typedSource(relation: string, from: RecordType, to: RecordType): Source {
  const value: Source["value"] = (key, type) => {
    const own = from.fields.get(key);
    return own ? convert(identifier(key), own, type) : `NULL::${sqlType(type)}`;
  };
  return { relation, fields: [...to.fields].map(([key, type]) => value(key, type)), value };
}

function jsonSource(relation: string, to: RecordType): Source {
  // Parsed in one go where the names allow it; the others are picked one by one.
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

/** The identity flagged as primary, or else the first one. */
function primaryIdentity(identities: string): string {
  const all = `list_filter(flatten(list_transform(map_entries(${identities}), lambda e:
    list_transform(e.value, lambda i: {'namespace': e.key, 'id': i.id, 'primary': i."primary"}))), lambda i: i.id IS NOT NULL)`;
  return `list_transform([${all}], lambda l: coalesce(list_filter(l, lambda i: i."primary")[1], l[1]))[1]`;
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
}
