import { DuckDBInstance } from "@duckdb/node-api";
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { emulatorEnv } from "../../tools/quickstart/emulator";
import { exportedBatches } from "../../provider/aep";
import { startAep } from "../cli/aepExport";
import { blocksOf, pages } from "./pages";
import { endOfJob } from "../worlds/eventually";

const page = pages().find(({ file }) => file === "docs/schedule-a-pipeline.md")!;
const script = blocksOf(page).find(({ text }) => text.includes("aep-export download"))!.text;
const cli = path.join(__dirname, "..", "..", "dist", "cli", "index.js");

test("each of two nights has its own folder, which holds every profile once", async () => {
  const dir = mkdtempSync(path.join(tmpdir(), "schedule-"));
  const bin = path.join(dir, "bin");
  mkdirSync(bin);
  const command = (name: string, text: string) => {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(path.join(bin, name), 0o755);
  };
  command("aep-export", `exec "${process.execPath}" "${cli}" "$@"`);
  command(
    "jq",
    `exec "${process.execPath}" -e 'console.log(JSON.parse(require("fs").readFileSync(0)).join("\\n"))'`,
  );
  const aep = await startAep({});
  try {
    const days = ["2026-11-24", "2026-11-25"];
    for (const day of days) {
      const job = await aep.createJob();
      await endOfJob(aep.client, job);
      const batchIds = JSON.stringify(await exportedBatches(aep.client, job));
      command(
        "pulumi",
        `case $1 in up) test "$*" = "up --yes --skip-preview --non-interactive --config day=${day}" ;; *) echo '${batchIds}' ;; esac`,
      );
      command("date", `test "$*" = "-u +%F" && echo ${day}`);
      // Run again, a night downloads nothing twice.
      for (let run = 0; run < 2; run += 1) {
        const shell = spawn("sh", ["-e", "-c", script], {
          cwd: dir,
          env: { PATH: `${bin}${path.delimiter}${process.env.PATH}`, ...emulatorEnv(aep.emulator.url) },
          stdio: "ignore",
        });
        expect(await new Promise((resolve) => shell.on("close", resolve))).toBe(0);
      }
    }
    expect(readdirSync(path.join(dir, "export")).sort()).toEqual(days);
    const connection = await (await DuckDBInstance.create()).connect();
    for (const day of days) {
      const files = path.join(dir, "export", day, "*", "*.parquet");
      const found = await connection.runAndReadAll(
        `SELECT count(*) > 0, count(*) = count(DISTINCT _id) FROM '${files}'`,
      );
      expect(found.getRows()).toEqual([[true, true]]);
    }
    connection.closeSync();
  } finally {
    await aep.emulator.close();
    rmSync(dir, { recursive: true, force: true });
  }
}, 120_000);
