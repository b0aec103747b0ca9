import { DuckDBInstance } from "@duckdb/node-api";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { emulatorEnv } from "../../tools/quickstart/emulator";
import { run, startAep } from "./aepExport";
import { endOfJob } from "../worlds/eventually";

test("peek shows long decimals, microseconds and bytes exactly, in the table and with --json", async () => {
  const dir = mkdtempSync(path.join(tmpdir(), "peek-"));
  const file = path.join(dir, "profiles.parquet");
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`COPY (SELECT 'a' AS _id, MAP {'Email': [{'id': 'a@example.com', 'primary': true}]} AS "identityMap",
    TIMESTAMP '2026-01-15 10:00:00.123456' AS "when", 12345678901234567.89::DECIMAL(38,2) AS amount, '\\xFF\\xFE'::BLOB AS raw)
    TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  const aep = await startAep({ profiles: [file] });
  try {
    const job = await aep.createJob();
    await endOfJob(aep.client, job);
    const env = emulatorEnv(aep.emulator.url);
    expect(JSON.parse((await run(["peek", job, "--json"], { env })).stdout)).toMatchObject([
      { when: "2026-01-15T10:00:00.123456Z", amount: "12345678901234567.89", raw: "//4=" },
    ]);
    const { stdout } = await run(["peek", job], { env });
    expect(stdout).toMatch(/│ 2026-01-15T10:00:00\.123456Z │ 12345678901234567\.89 │ \/\/4= /);
  } finally {
    await aep.emulator.close();
    rmSync(dir, { recursive: true, force: true });
  }
}, 60_000);
