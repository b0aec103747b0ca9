import { execFile } from "node:child_process";
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { makeFolder } from "../provider/aep/exports/download/folder";
import { CommandError, runCommand } from "./command";
import { findGenerator } from "./pulumiCli/hosts";
import { processSetting, type Setting } from "./pulumiCli/setting";
import { oldestPulumiVersion } from "./pulumiCli/version";
import { languages } from "./schema/languages";
import { schemaFile } from "./schema/write";

const root = path.join(__dirname, "..");

/** What the generator leaves out of the SDK of a language, added to the SDK's folder. */
const completions = {
  python: async (folder) => {
    // pyproject.toml names it there.
    await copyFile(
      path.join(folder, languages.python.packageName, "README.md"),
      path.join(folder, "README.md"),
    );
  },
  go: async (folder) => {
    await writeFile(
      path.join(folder, "aep", "go.mod"),
      `module ${languages.go.importBasePath}\n\ngo 1.24\n\nrequire github.com/pulumi/pulumi/sdk/v3 v${oldestPulumiVersion}\n`,
    );
  },
  nodejs: async (folder) => {
    await promisify(execFile)(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", folder]);
    // The compiled package is the folder bin.
    for (const name of ["package.json", "README.md"])
      await copyFile(path.join(folder, name), path.join(folder, "bin", name));
  },
  java: async (folder) => {
    const { version } = JSON.parse(await readFile(schemaFile, "utf8")) as { version: string };
    await writeFile(path.join(folder, "pom.xml"), pom(version));
  },
} satisfies Record<string, (folder: string) => Promise<void>>;

/** A language that SDKs are made for. */
export type SdkLanguage = keyof typeof completions;

export const sdkLanguages = Object.keys(completions) as SdkLanguage[];

/** Writes the SDK of each language to a folder of its name. */
export async function writeSdks(
  wanted: readonly SdkLanguage[],
  { folder, setting }: { folder: string; setting: Setting },
): Promise<void> {
  const generator = await findGenerator(setting);
  await makeFolder(folder);
  for (const language of wanted) await rm(path.join(folder, language), { recursive: true, force: true });
  await promisify(execFile)(generator, [schemaFile, folder, ...wanted], { signal: setting.signal });
  for (const language of wanted) await completions[language](path.join(folder, language));
}

/** A Maven project of the SDK's sources. */
function pom(version: string): string {
  const [library = "", libraryVersion = ""] = Object.entries(languages.java.dependencies)[0] ?? [];
  const [groupId, artifactId] = library.split(":");
  return `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.pulumi</groupId>
  <artifactId>aep</artifactId>
  <version>${version}</version>
  <properties>
    <maven.compiler.source>11</maven.compiler.source>
    <maven.compiler.target>11</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>${groupId}</groupId>
      <artifactId>${artifactId}</artifactId>
      <version>${libraryVersion}</version>
    </dependency>
    <!-- The annotations of the generated sources. -->
    <dependency>
      <groupId>com.google.code.findbugs</groupId>
      <artifactId>jsr305</artifactId>
      <version>3.0.2</version>
    </dependency>
  </dependencies>
</project>
`;
}

/** `npm run sdks [-- python go nodejs java]`: into dist/sdks. */
async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !(name in completions));
  if (unknown.length > 0)
    throw new CommandError(
      `There is no SDK for ${unknown.join(", ")}. Choose from ${sdkLanguages.join(", ")}.`,
    );
  const chosen = wanted.length > 0 ? (wanted as SdkLanguage[]) : sdkLanguages;
  const folder = path.join(root, "dist", "sdks");
  await writeSdks(chosen, { folder, setting: processSetting(new AbortController().signal) });
  for (const language of chosen) console.log(path.relative(process.cwd(), path.join(folder, language)));
}

if (require.main === module) runCommand(main);
