import { appendFile, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "../../provider/aep/exports/download/folder";
import { UsageError } from "../exitCodes";
import { sandboxOf } from "./program";
import { manifest } from "../manifest";

/** The folder of the Pulumi project that an import writes to. Existing files keep their content. */
export class ImportedProject {
  readonly program: string;

  constructor(
    private readonly dir: string,
    private readonly sandboxName: string,
  ) {
    this.program = path.join(dir, "index.ts");
  }

  /** Reads its program; undefined if there is none. Throws if it cannot take declarations. */
  async text(): Promise<string | undefined> {
    const text = await readFile(this.program, "utf8").catch(unlessMissing);
    if (text === undefined) return undefined;
    const prefix = `Importing into ${this.program}: it`;
    if (!/import \* as aep from ["']pulumi-aep["']/.test(text)) {
      throw new UsageError(
        `${prefix} does not have the line \`import * as aep from "pulumi-aep"\`. Add it, or give another folder with --out.`,
      );
    }
    const sandboxName = sandboxOf(text) ?? this.sandboxName;
    if (sandboxName === this.sandboxName) return text;
    throw new UsageError(
      `${prefix} holds exports of sandbox ${sandboxName}, not of ${this.sandboxName}. Give another folder with --out.`,
    );
  }

  /** Reads all programs in the folder, because declarations may have been moved to another file. */
  async texts(): Promise<string> {
    const names = (await readdir(this.dir).catch(unlessMissing)) ?? [];
    const sources = names.filter((name) => name.endsWith(".ts"));
    return (await Promise.all(sources.map((name) => readFile(path.join(this.dir, name), "utf8")))).join("\n");
  }

  /** Appends to its program, and writes the missing files of a project. */
  async add(text: string): Promise<void> {
    await makeFolder(this.dir).catch((error: NodeJS.ErrnoException) => {
      throw new Error(
        `Importing into ${this.dir}: the folder cannot be made (${error.code}). Give another folder with --out.`,
      );
    });
    await this.#ifMissing("Pulumi.yaml", projectFile(this.#name(), this.sandboxName));
    await this.#ifMissing("package.json", packageFile(this.#name()));
    await appendFile(this.program, text);
  }

  #name(): string {
    const words = path.basename(path.resolve(this.dir)).match(/[A-Za-z0-9_.-]+/g) ?? ["profile", "exports"];
    return words.join("-");
  }

  async #ifMissing(name: string, text: string): Promise<void> {
    await writeFile(path.join(this.dir, name), text, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

const projectFile = (name: string, sandboxName: string): string => `name: ${JSON.stringify(name)}
description: Profile exports of sandbox ${sandboxName}
runtime: nodejs
config:
  aep:sandboxName: ${JSON.stringify(sandboxName)}
`;

function packageFile(name: string): string {
  const { version, peerDependencies } = manifest();
  const project = {
    name: name.toLowerCase(),
    private: true,
    dependencies: { "@pulumi/pulumi": peerDependencies["@pulumi/pulumi"], "pulumi-aep": `^${version}` },
    devDependencies: { typescript: "~5.9.3" },
  };
  return `${JSON.stringify(project, undefined, 2)}\n`;
}

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
