import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "../../provider/aep/exports/download/folder";
import type { ImportableDataset } from "../../provider/import/findImportable";
import type { ImportableSegment } from "../../provider/import/importableSegments";
import { UsageError } from "../exitCodes";
import { manifest } from "../manifest";

/** What an import declares. */
export interface Declared {
  datasets: ImportableDataset[];
  /** Segments that the program declares too. */
  segments: ImportableSegment[];
  /** Names of segments by id. The program has them in comments. */
  segmentNames: ReadonlyMap<string, string>;
}

/** The folder of a Pulumi project that an import writes to. Existing files keep their content. */
export abstract class ImportedProject {
  constructor(
    protected readonly dir: string,
    protected readonly sandboxName: string,
  ) {}

  /** The file that declarations are added to. */
  abstract readonly program: string;

  /** Endings of the files that may hold declarations. */
  protected abstract readonly endings: readonly string[];

  /** Reads its program; undefined if there is none. Throws an error if it cannot take declarations. */
  abstract text(): Promise<string | undefined>;

  /** Adds to its program, and writes the missing files of a project. */
  abstract add(declared: Declared): Promise<void>;

  /** Reads all programs in the folder, because declarations may have been moved to another file. */
  async texts(): Promise<string> {
    const names = (await readdir(this.dir).catch(unlessMissing)) ?? [];
    const sources = names.filter((name) => this.endings.some((ending) => name.endsWith(ending)));
    return (await Promise.all(sources.map((name) => readFile(path.join(this.dir, name), "utf8")))).join("\n");
  }

  protected async readProgram(): Promise<string | undefined> {
    return readFile(this.program, "utf8").catch(unlessMissing);
  }

  /** Throws an error if the program holds the exports of another sandbox. */
  protected requireSandbox(found: string | undefined): void {
    if (found === undefined || found === this.sandboxName) return;
    throw this.unfit(
      `holds exports of sandbox ${found}, not of ${this.sandboxName}. Give another folder with --out.`,
    );
  }

  protected unfit(reason: string): UsageError {
    return new UsageError(`Importing into ${this.program}: it ${reason}`);
  }

  protected async makeFolder(): Promise<void> {
    await makeFolder(this.dir).catch((error: NodeJS.ErrnoException) => {
      throw new Error(
        `Importing into ${this.dir}: the folder cannot be made (${error.code}). Give another folder with --out.`,
      );
    });
  }

  /** The name of the project: that of its folder. */
  protected get name(): string {
    const words = path.basename(path.resolve(this.dir)).match(/[A-Za-z0-9_.-]+/g) ?? ["profile", "exports"];
    return words.join("-");
  }

  protected async writePackage(packages: Record<string, object>): Promise<void> {
    const project = { name: this.name.toLowerCase(), private: true, ...packages };
    await this.ifMissing("package.json", `${JSON.stringify(project, undefined, 2)}\n`);
  }

  protected async ifMissing(name: string, text: string): Promise<void> {
    await writeFile(path.join(this.dir, name), text, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

/** This package as a dependency of a project. */
export const ownPackage = (): Record<string, string> => ({ "pulumi-aep": `^${manifest().version}` });

function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
