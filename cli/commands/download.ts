import type { Command } from "commander";
import { download as downloadBatches } from "../../provider/aep";
import type { Define } from "../context";
import { showProgress } from "../display/progress";
import { wholeNumber } from "../options/wholeNumber";
import { batchesOf, type SourceOptions, withSource } from "../options/exportSource";

interface Options extends SourceOptions {
  out: string;
  parallel: number;
  overwrite?: boolean;
}

/** `aep-export download JOB --out DIR`: downloads the files of an export. */
export const download: Define = (program, open) =>
  withSource(program.command("download"))
    .description("download the files of an export to DIR/BATCH/NAME; run again, it goes on where it stopped")
    .requiredOption("--out <dir>", "the folder, made if need be")
    .option("--parallel <number>", "files at the same time, 1 to 16", wholeNumber(1, 16), 4)
    .option("--overwrite", "replace files of another size, which is an error otherwise")
    .action(async (job: string | undefined, { batch, out: dir, ...how }: Options, command: Command) => {
      const context = await open(command);
      const { client, output, signal } = context;
      const batchIds = await batchesOf(context, { job, batch });
      const display = showProgress(output);
      try {
        const files = await downloadBatches(client, {
          batchIds,
          dir,
          ...how,
          signal,
          progress: display.update,
        });
        display.end();
        output.result(files, () => files.map(({ path }) => path).join("\n"));
      } finally {
        display.end();
      }
    });
