import type { Command } from "commander";
import { listParts } from "../../provider/aep";
import type { Define } from "../context";
import { batchesOf, type SourceOptions, withSource } from "../options/exportSource";
import { table } from "../display/table";

/** `aep-export files JOB`: lists the files of an export. */
export const files: Define = (program, open) =>
  withSource(program.command("files"))
    .description("list the files of an export")
    .action(async (job: string | undefined, { batch }: SourceOptions, command: Command) => {
      const context = await open(command);
      const parts = await listParts(context.client, await batchesOf(context, { job, batch }));
      context.output.result(parts, () =>
        table(
          ["BATCH", "BYTES", "NAME"],
          parts.map(({ batchId, bytes, name }) => [batchId, bytes, name]),
        ),
      );
    });
