import { DuckDBInstance } from "@duckdb/node-api";
import { mkdirSync } from "node:fs";
import path from "node:path";

/** An integer that floating-point numbers do not have. */
export const longId = 9007199254740993n;

const first = `SELECT 'a' AS _id, {'name': {'firstName': 'Ada'}} AS person, ${longId} AS "loyaltyNumber",
  {'cardId': ${longId}, 'tier': 'gold'} AS loyalty, [{'timestamp': TIMESTAMP '2026-01-15 10:00:00.123456', 'eventType': 'visit', 'number': ${longId}}] AS "eventList"`;
const second = `SELECT 'a' AS _id, {'name': {'firstName': 'Ada', 'lastName': 'Ito'}} AS person, {'address': 'a@example.com'} AS "personalEmail",
  MAP {'Email': [{'id': 'a@example.com', 'primary': true}]} AS "identityMap", ${longId} AS "loyaltyNumber",
  {'cardId': ${longId}, 'tier': 'gold'} AS loyalty,
  [{'timestamp': TIMESTAMP '2026-01-15 10:00:00.123456', 'eventType': 'visit', 'number': ${longId}}] AS "eventList"`;

/**
 * Writes two exports as the pages say, `export/DAY/BATCH/NAME`: the same profiles on two days, fields that only the second day has,
 * and integers that are long, and missing in a profile.
 */
export async function writeExports(dir: string): Promise<void> {
  const connection = await (await DuckDBInstance.create()).connect();
  for (const [day, batch, query] of [
    ["2026-11-24", "01M8125RQGEXKXZ80NZCVRBBG5", first],
    ["2026-11-25", "01M8125RQGEXKXZ80NZCVRBBG6", second],
  ] as const) {
    const folder = path.join(dir, "export", day, batch);
    mkdirSync(folder, { recursive: true });
    const rows = `(${query} UNION ALL BY NAME SELECT 'b' AS _id)`;
    await connection.run(`COPY ${rows} TO '${path.join(folder, "part-00000.parquet")}' (FORMAT parquet)`);
  }
  connection.closeSync();
}
