import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { startEmulator } from "../../emulator/server";
import { findPulumi, type PulumiCli } from "../../tools/pulumiCli/find";
import { findHost, type HostLanguage } from "../../tools/pulumiCli/hosts";
import { processSetting } from "../../tools/pulumiCli/setting";
import { writeSdks, type SdkLanguage } from "../../tools/sdks";
import { blocksOf } from "../docs/pages";
import { Project } from "./project";
import { plugins } from "./yamlProject";

const root = path.join(__dirname, "..", "..");

/** The languages whose SDKs are tested: Python, and those that the environment names, as SDK_TESTS=go,nodejs,java. */
const chosen = ["python", ...(process.env["SDK_TESTS"] ?? "").split(",")];

/** A program that shows whether a toolchain is there, by ending well. */
type Toolchain = [command: string, ...args: string[]];

/** Why the SDK of a language cannot be tested; undefined if it can. */
export function whyNot(language: SdkLanguage, toolchain: Toolchain[]): string | undefined {
  if (!chosen.includes(language)) return `it takes minutes: SDK_TESTS=${language} runs it`;
  // Go builds the generator of the SDKs.
  const missing = ([["go", "version"], ...toolchain] satisfies Toolchain[]).find(
    ([command, ...args]) => spawnSync(command, args, { timeout: 30_000 }).status !== 0,
  );
  return missing && `\`${missing.join(" ")}\` fails`;
}

/** A test that is shown as skipped, with the reason, where there is one. */
export function sdkTest(name: string, reason: string | undefined, run: () => Promise<void>): void {
  if (reason === undefined) test(name, run);
  else test.skip(`${name} (skipped: ${reason})`, run);
}

/** The SDK of a language in a folder of its own, and a CLI that runs programs in the language. */
export class SdkWorld {
  private constructor(
    /** The SDK's folder. */
    readonly sdk: string,
    private readonly dir: string,
    private readonly cli: PulumiCli,
    private readonly host: string,
  ) {}

  static async open(language: SdkLanguage): Promise<SdkWorld> {
    const setting = processSetting(new AbortController().signal);
    const cli = await findPulumi();
    const host =
      language === "nodejs"
        ? cli.binDir
        : await findHost(language satisfies HostLanguage, cli.binDir, setting);
    const dir = await mkdtemp(path.join(tmpdir(), "pulumi-aep-sdk-"));
    // The compiler of the Node SDK looks there.
    await symlink(path.join(root, "node_modules"), path.join(dir, "node_modules"));
    await writeSdks([language], { folder: dir, setting });
    return new SdkWorld(path.join(dir, language), dir, cli, host);
  }

  close(): Promise<void> {
    return rm(this.dir, { recursive: true, force: true });
  }

  /** Runs a command that gets the SDK ready. */
  async run(command: string, args: string[], { cwd = this.sdk, env = {} }: Place = {}): Promise<void> {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 };
    await promisify(execFile)(command, args, options).catch((error: Error & { stdout: string }) => {
      // Maven prints its errors to the standard output, which Node leaves out of the message.
      throw new Error(`${error.message}\n${error.stdout}`);
    });
  }

  /**
   * Runs `up`, a second `up`, a preview with a fault, and `destroy` of a project, whose program
   * exports profiles and gives `status` and `batchIds`.
   */
  async life({
    runtime,
    prepare,
    path: binaries = [],
    env = {},
    exports: { dataset, fields } = documentedExport,
    fault,
  }: Program): Promise<void> {
    const project = await Project.open({ cli: this.cli, startAep: (data) => startEmulator({ data }) });
    const folders = [...binaries, this.cli.binDir, this.host, process.env["PATH"] ?? ""];
    project.env = { ...env, PATH: folders.join(path.delimiter) };
    try {
      project.write("Pulumi.yaml", JSON.stringify({ name: "test", runtime, plugins }));
      await prepare(project);
      const up = await project.succeed("up", "--yes", "--skip-preview");
      expect(up.changes).toMatchObject({ created: 3 });
      expect(await project.outputs()).toMatchObject({ status: "SUCCEEDED", batchIds: [expect.any(String)] });
      expect(await project.datasets()).toMatchObject([{ name: dataset }]);
      const [job] = await project.jobs();
      expect(job).toMatchObject({ state: "succeeded", fields });
      const again = await project.succeed("up", "--yes", "--skip-preview");
      expect(again.changes).toEqual({ unchanged: 3 });
      if (fault) {
        await fault.make(project);
        expect((await project.fail("preview")).output).toMatch(fault.message);
      }
      await project.succeed("destroy", "--yes", "--skip-preview");
      expect(await project.left()).toEqual({ datasets: [], jobs: [], batches: [], resources: [] });
      expect(project.secretsShown()).toEqual([]);
    } finally {
      await project.close();
    }
  }
}

interface Place {
  cwd?: string;
  /** Added to the environment. */
  env?: NodeJS.ProcessEnv;
}

/** The program of a language in docs/languages.md. */
export function documented(language: string): string {
  const file = "docs/languages.md";
  const blocks = blocksOf({ file, text: readFileSync(path.join(root, file), "utf8") });
  const block = blocks.find((block) => block.language === language);
  if (block === undefined) throw new Error(`${file} has no program in ${language}`);
  return block.text;
}

const documentedExport = { dataset: "profiles", fields: "person.name" };

/** A program in the language of an SDK. */
interface Program {
  runtime: string | { name: string; options: object };
  /** Writes the program. */
  prepare: (project: Project) => void | Promise<void>;
  /** Folders that stand first on PATH. */
  path?: string[];
  env?: NodeJS.ProcessEnv;
  /** What the program exports. Defaults to what the programs in docs/languages.md export. */
  exports?: { dataset: string; fields: string };
  /** A change that the plugin refuses. */
  fault?: { make: (project: Project) => void | Promise<void>; message: RegExp };
}
