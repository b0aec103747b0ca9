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
    .description(
      "download the files of an export to DIR/BATCH/NAME; an interrupted download is resumed when it is run again",
    )
    .requiredOption("--out <dir>", "the folder, which is made if it is missing")
    .option("--parallel <number>", "how many files to fetch at the same time, 1 to 16", wholeNumber(1, 16), 4)
    .option("--overwrite", "replace existing files of another size; without this option they are an error")
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
