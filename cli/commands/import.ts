import { Option, type Command } from "commander";
import { AepError, type AepClient } from "../../provider/aep";
import { findImportable, type ImportableDataset } from "../../provider/import/findImportable";
import { importableSegments } from "../../provider/import/importableSegments";
import type { Define } from "../context";
import type { ImportedProject } from "../import/project";
import { segmentsOf } from "../import/typescript";
import { TypeScriptProject } from "../import/typescriptProject";
import { YamlProject } from "../import/yamlProject";
import { table } from "../display/table";

/** The languages of programs. */
const projects = { typescript: TypeScriptProject, yaml: YamlProject } satisfies Record<
  string,
  new (dir: string, sandboxName: string) => ImportedProject
>;

interface Options {
  out: string;
  language: keyof typeof projects;
  segments?: true;
}

/** `aep-export import --out DIR`: writes a Pulumi program that adopts the exports of a sandbox. */
export const importExports: Define = (program, open) =>
  program
    .command("import")
    .description(
      "write a Pulumi program that adopts the datasets and export jobs of a sandbox; nothing in AEP is changed",
    )
    .requiredOption(
      "--out <dir>",
      "the folder of the Pulumi project, which is made if it is missing; existing files are kept",
    )
    .addOption(
      new Option("--language <name>", "the language of the program")
        .choices(Object.keys(projects))
        .default("typescript"),
    )
    .option(
      "--segments",
      "declare the segments too that the jobs export, so that their rules are in the program",
    )
    .action(async ({ out, language, segments: withSegments }: Options, command: Command) => {
      const { client, output } = await open(command);
      const project = new projects[language](out, client.sandboxName);
      const before = await project.text();
      const declared = await project.texts();
      const { datasets, leftOut } = await findImportable(client);
      // A program is searched for ids, because names in it may have been changed.
      const isNew = ({ id }: { id: string }): boolean => !declared.includes(id);
      for (const { noun, id, reason } of leftOut.filter(isNew))
        output.note(`Left out ${noun} ${id}: ${reason}.`);
      if (before === undefined && datasets.length === 0) throw nothing(client, leftOut.length);

      const news = datasets.filter(isNew);
      if (news.length > 0) {
        const segmentNames = await namesOfSegments(client, news);
        const ofJobs = [...segmentsOf(news)].filter((id) => withSegments && !declared.includes(id));
        const found = await importableSegments(client, ofJobs);
        for (const { noun, id, reason } of found.leftOut) output.note(`Left out ${noun} ${id}: ${reason}.`);
        await project.add({ datasets: news, segments: found.segments, segmentNames });
        output.note(
          `Wrote ${project.program}. In its folder: npm install, pulumi stack init, pulumi preview.`,
        );
      } else output.note(`Nothing to add: ${project.program} already declares everything.`);
      output.result(news, () =>
        table(
          ["DATASET", "JOBS", "NAME"],
          news.map(({ id, jobs, inputs }) => [id, jobs.map((job) => job.id).join(","), inputs.name]),
        ),
      );
    });

const nothing = ({ sandboxName }: AepClient, leftOut: number): AepError =>
  new AepError({
    kind: "notFound",
    operation: `Importing from sandbox ${sandboxName}`,
    reason:
      leftOut > 0
        ? `it has no dataset that can be imported; ${leftOut} were left out, as said above`
        : "it has no dataset that is based on the profile union schema",
    outcome: "rejected",
    remedy: "Check the sandbox (--sandbox, AEP_SANDBOX_NAME) and the permissions of the credentials.",
  });

/** Reads the names of segments, for comments in the program. A name that cannot be read is left out. */
async function namesOfSegments(
  client: AepClient,
  datasets: ImportableDataset[],
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const id of segmentsOf(datasets)) {
    const segment = await client.segments.get(id).catch(unlessForbidden);
    if (segment?.name !== undefined) names.set(id, segment.name);
  }
  return names;
}

function unlessForbidden(error: unknown): undefined {
  if (!(error instanceof AepError && error.kind === "forbidden")) throw error;
}
