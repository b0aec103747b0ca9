import { writeFile } from "node:fs/promises";
import path from "node:path";
import { isMap, parseDocument, type Document } from "yaml";
import { ImportedProject, ownPackage, type Declared } from "./project";
import { addResources, sandboxKey } from "./yaml";

/** A project with a program in YAML, which is its Pulumi.yaml. */
export class YamlProject extends ImportedProject {
  readonly program = path.join(this.dir, "Pulumi.yaml");
  protected readonly endings = [".yaml", ".yml"];

  async text(): Promise<string | undefined> {
    const text = await this.readProgram();
    if (text === undefined) return undefined;
    const document = this.#parse(text);
    const runtime = document.get("runtime");
    if ((isMap(runtime) ? runtime.get("name") : runtime) !== "yaml")
      throw this.unfit("is no program in YAML (runtime: yaml). Give another folder with --out.");
    const sandboxName = document.getIn(["config", sandboxKey]);
    this.requireSandbox(typeof sandboxName === "string" ? sandboxName : undefined);
    return text;
  }

  async add(declared: Declared): Promise<void> {
    const text = (await this.readProgram()) ?? projectFile(this.name, this.sandboxName);
    const document = this.#parse(text);
    addResources(document, declared);
    await this.makeFolder();
    await this.writePackage({ dependencies: ownPackage() });
    await writeFile(this.program, document.toString({ lineWidth: 100 }));
  }

  #parse(text: string): Document.Parsed {
    const document = parseDocument(text);
    const [error] = document.errors;
    if (error !== undefined) throw this.unfit(`is not YAML: ${error.message.split("\n", 1)[0]}`);
    if (!isMap(document.contents)) throw this.unfit("holds no project. Give another folder with --out.");
    return document;
  }
}

const projectFile = (name: string, sandboxName: string): string => `name: ${JSON.stringify(name)}
description: ${JSON.stringify(`Profile exports of sandbox ${sandboxName}`)}
runtime: yaml
plugins:
  providers:
    - name: aep
      path: node_modules/pulumi-aep/plugin
config:
  ${sandboxKey}: ${JSON.stringify(sandboxName)}
# Exports that were made by hand. The first \`pulumi up\` adopts them as they are.
# To export again after that, remove \`adopt\` from the job and change its \`triggers\`.
# \`pulumi destroy\` keeps the datasets, because they existed before the stack (retainOnDelete).
resources: {}
`;
