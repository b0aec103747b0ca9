import type { Command } from "commander";
import { listParts, readRows } from "../../provider/aep";
import type { Define } from "../context";
import { wholeNumber } from "../options/wholeNumber";
import { defaultWidth, rowTable } from "../display/rowTable";
import { batchesOf, type SourceOptions, withSource } from "../options/exportSource";

/** `aep-export peek JOB`: shows the first rows of an export. */
export const peek: Define = (program, open) =>
  withSource(program.command("peek"))
    .description(
      "show the first rows of an export, with a column for each dotted path; with --json, complete and nested",
    )
    .option("--rows <number>", "the most rows to show", wholeNumber(1, 10_000), 10)
    .action(
      async (
        job: string | undefined,
        { batch, rows: limit }: SourceOptions & { rows: number },
        command: Command,
      ) => {
        const context = await open(command);
        const { client, output } = context;
        const parts = await listParts(client, await batchesOf(context, { job, batch }));
        const parquet = parts.filter(({ name }) => name.endsWith(".parquet"));
        const rows = await readRows(
          parquet.map((part) => ({ client, part })),
          limit,
        );
        output.result(rows, () =>
          rows.length === 0 ? "No rows." : rowTable(rows, process.stdout.columns ?? defaultWidth),
        );
      },
    );
