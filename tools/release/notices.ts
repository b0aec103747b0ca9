import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

const root = path.join(__dirname, "..", "..");

interface Manifest {
  name: string;
  version: string;
  license?: string;
}

/** The licenses of the npm packages that bundled files come from, as one text. */
export async function noticesOf(sources: string[]): Promise<string> {
  const folders = new Set(sources.flatMap((source) => packageFolder(source) ?? []));
  const notices = await Promise.all([...folders].sort().map(notice));
  return `The plugin holds code of these packages.\n\n${notices.join("\n")}`;
}

/** The folder of the package that a file belongs to; undefined for a file of this repository. */
const packageFolder = (file: string): string | undefined =>
  /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0];

async function notice(folder: string): Promise<string> {
  const place = path.join(root, folder);
  const manifest = JSON.parse(await readFile(path.join(place, "package.json"), "utf8")) as Manifest;
  const names = (await readdir(place)).filter((name) => /^(licen[cs]e|notice)/i.test(name)).sort();
  const texts = await Promise.all(names.map((name) => readFile(path.join(place, name), "utf8")));
  const title = `${manifest.name} ${manifest.version} (${manifest.license ?? "see below"})`;
  return [title, "-".repeat(title.length), "", ...texts.map((text) => `${text.trim()}\n`)].join("\n");
}
