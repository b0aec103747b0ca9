import type { Command } from "commander";
import { AepError, type AepClient } from "../../provider/aep";
import type { Define } from "../context";
import { findImportable, type Importable } from "../../provider/importable";
import { declarations, programHead, type SegmentNames } from "../importedProgram";
import { ImportedProject } from "../importedProject";
import { table } from "../table";

/** `aep-export import --out DIR`: writes the Pulumi program of what a sandbox holds. */
export const importExports: Define = (program, open) =>
  program
    .command("import")
    .description(
      "write a Pulumi program that takes over the datasets and export jobs of a sandbox; nothing in AEP is changed",
    )
    .requiredOption("--out <dir>", "the folder of the Pulumi project, made if need be; what is there stays")
    .action(async ({ out }: { out: string }, command: Command) => {
      const { client, output } = await open(command);
      const project = new ImportedProject(out);
      const before = await project.text();
      const found = await findImportable(client);
      refuseEmpty(client, found);
      for (const { noun, id, reason } of found.leftOut) output.note(`Left out ${noun} ${id}: ${reason}.`);

      // By their ids: their names in the program may have been changed since.
      const news = found.datasets.filter(({ id }) => before?.includes(JSON.stringify(id)) !== true);
      if (news.length > 0) {
        const head = before ?? programHead(client.sandboxName);
        const added = declarations(news, { program: head, segments: await segmentNames(client) });
        await project.write(head + added, client);
        output.note(
          `Wrote ${project.program}. In its folder: npm install, pulumi stack init, pulumi preview.`,
        );
      } else output.note(`${project.program} has it all: nothing is written.`);
      output.result(news, () =>
        table(
          ["DATASET", "JOBS", "NAME"],
          news.map(({ id, jobs, inputs }) => [id, jobs.map((job) => job.id).join(","), inputs.name]),
        ),
      );
    });

function refuseEmpty({ sandboxName }: AepClient, { datasets, leftOut }: Importable): void {
  if (datasets.length + leftOut.length > 0) return;
  throw new AepError({
    kind: "notFound",
    operation: `Importing from sandbox ${sandboxName}`,
    reason: "it has no dataset that is based on the profile union schema",
    outcome: "rejected",
    remedy: "Check the sandbox (--sandbox, AEP_SANDBOX_NAME) and what the credentials may see.",
  });
}

async function segmentNames(client: AepClient): Promise<SegmentNames> {
  const names: SegmentNames = new Map();
  for await (const { id, name } of client.segments.list()) if (name !== undefined) names.set(id, name);
  return names;
}
