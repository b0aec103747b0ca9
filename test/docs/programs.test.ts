import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as ts from "typescript";
import * as aep from "../../sdk";
import { type Block, blocksOf, docstrings, pages } from "./pages";

const root = path.join(__dirname, "..", "..");
const isProgram = ({ language }: Block): boolean => language === "typescript";
const ofPages = pages().flatMap(blocksOf).filter(isProgram);
const ofDocstrings = docstrings().flatMap(blocksOf).filter(isProgram);

/** What a program in the documentation may take as given. */
const preamble = `
declare const aep: typeof import("pulumi-aep");
declare const pulumi: typeof import("@pulumi/pulumi");
declare const dataset: import("pulumi-aep").TargetDataset;
declare const job: import("pulumi-aep").ExportJob;
declare const gold: import("pulumi-aep").GetSegmentResult;
declare const silver: import("pulumi-aep").GetSegmentResult;
declare const week: string;
`;

test("programs in the documentation have no type errors", () => {
  const programs = new Map(
    [...ofPages, ...ofDocstrings].map((block) => [
      path.join(root, `${block.file}.${block.line}.ts`),
      // Blank lines before it, so that an error tells the line of the page.
      `${"\n".repeat(block.line)}${block.text}\nexport {};`,
    ]),
  );
  expect(programs.size).toBeGreaterThan(0);

  expect(typeErrors(programs)).toEqual([]);
}, 120_000);

const rooms = ["targetDataset", "exportJob", "profileExport", "datasetExpiration", "segmentDefinition"];
const resources = rooms.map((room) => `sdk/${room}/${room}.ts`);

test.each(ofDocstrings.filter(({ file }) => resources.includes(file)))(
  "the program at line $line of $file runs",
  async ({ file, text }) => {
    const made = await run(text);

    const kind = path.basename(file, ".ts").toLowerCase();
    expect(made.map((type) => type.split(":").at(-1)?.toLowerCase())).toContain(kind);
  },
);

/** Errors of programs that exist in memory only, by their paths. */
function typeErrors(programs: Map<string, string>): string[] {
  const { config } = ts.readConfigFile(path.join(root, "tsconfig.json"), (file) => ts.sys.readFile(file)) as {
    config: { compilerOptions: object };
  };
  const compilerOptions = { ...config.compilerOptions, paths: { "pulumi-aep": ["./sdk/index.ts"] } };
  const { options } = ts.convertCompilerOptionsFromJson(compilerOptions, root);
  const files = new Map([...programs, [path.join(root, "preamble.d.ts"), preamble]]);
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (file) => files.has(file) || disk.fileExists(file),
    readFile: (file) => files.get(file) ?? disk.readFile(file),
    getSourceFile: (file, version) => {
      const text = files.get(file);
      return text === undefined
        ? disk.getSourceFile(file, version)
        : ts.createSourceFile(file, text, version);
    },
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...programs.keys()]
    .map((file) => program.getSourceFile(file))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map((diagnostic) => ts.formatDiagnostic(diagnostic, host));
}

/** Runs a program where every resource is made at once and every export succeeds; answers the types that it made. */
async function run(program: string): Promise<string[]> {
  const made: string[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, id, inputs }) => {
      made.push(type);
      return { id: id ?? `${name}-id`, state: { ...(inputs as object), status: "SUCCEEDED", batchIds: [] } };
    },
    call: ({ inputs }) => inputs as object,
  });
  const given = {
    aep,
    pulumi,
    dataset: new aep.TargetDataset("given", { name: "Given" }),
    gold: { id: "gold" },
    silver: { id: "silver" },
    week: "2026-W05",
  };
  made.length = 0;
  const { outputText } = ts.transpileModule(program, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const names = Object.keys(given);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the programs are those of this repository
  const runProgram = new Function("require", "exports", ...names, `{${outputText}}`) as (
    ...args: unknown[]
  ) => void;
  runProgram(require, {}, ...Object.values(given));
  // Waits for all that was asked of the engine.
  await pulumi.runtime.disconnect();
  return made;
}
