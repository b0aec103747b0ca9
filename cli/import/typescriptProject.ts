import { appendFile } from "node:fs/promises";
import path from "node:path";
import { manifest } from "../manifest";
import { ImportedProject, ownPackage, type Declared } from "./project";
import { declarations, programHead, sandboxOf } from "./typescript";

/** A project with a program in TypeScript. */
export class TypeScriptProject extends ImportedProject {
  readonly program = path.join(this.dir, "index.ts");
  protected readonly endings = [".ts"];

  async text(): Promise<string | undefined> {
    const text = await this.readProgram();
    if (text === undefined) return undefined;
    if (!/import \* as aep from ["']pulumi-aep["']/.test(text))
      throw this.unfit(
        `does not have the line \`import * as aep from "pulumi-aep"\`. Add it, or give another folder with --out.`,
      );
    this.requireSandbox(sandboxOf(text));
    return text;
  }

  async add({ datasets, segments, segmentNames }: Declared): Promise<void> {
    const head = (await this.readProgram()) === undefined ? programHead(this.sandboxName) : "";
    const program = head + (await this.texts());
    await this.makeFolder();
    await this.ifMissing("Pulumi.yaml", projectFile(this.name, this.sandboxName));
    await this.writePackage({
      dependencies: { "@pulumi/pulumi": manifest().peerDependencies["@pulumi/pulumi"], ...ownPackage() },
      devDependencies: { typescript: "~5.9.3" },
    });
    const text = declarations(datasets, { program, segments: segmentNames, declaredSegments: segments });
    await appendFile(this.program, head + text);
  }
}

const projectFile = (name: string, sandboxName: string): string => `name: ${JSON.stringify(name)}
description: Profile exports of sandbox ${sandboxName}
runtime: nodejs
config:
  aep:sandboxName: ${JSON.stringify(sandboxName)}
`;
