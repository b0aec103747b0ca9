import { createHash } from "node:crypto";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { create } from "tar";
import { makeFolder } from "../../provider/aep/exports/download/folder";
import schema from "../../provider/doors/native/schema.json";
import { bundlePlugin } from "./bundle";
import { noticesOf } from "./notices";

const root = path.join(__dirname, "..", "..");

/** The platforms that Pulumi asks for. The plugin is the same for all of them. */
const platforms = ["linux", "darwin", "windows"].flatMap((os) =>
  ["amd64", "arm64"].map((cpu) => `${os}-${cpu}`),
);

/** What a release consists of. */
export interface Release {
  version: string;
  /** The names of the files, checksums last. */
  files: string[];
}

/** Writes the tarballs of the plugin and their checksums to a folder, which is emptied. */
export async function releasePlugin(folder: string): Promise<Release> {
  const { version } = schema;
  const tarball = await pack();
  const digest = createHash("sha256").update(tarball).digest("hex");
  const names = platforms.map((platform) => `pulumi-resource-aep-v${version}-${platform}.tar.gz`);
  await rm(folder, { recursive: true, force: true });
  await makeFolder(folder);
  for (const name of names) await writeFile(path.join(folder, name), tarball);
  const checksums = `pulumi-resource-aep-v${version}-checksums.txt`;
  await writeFile(path.join(folder, checksums), names.map((name) => `${digest}  ${name}\n`).join(""));
  return { version, files: [...names, checksums] };
}

/** The bytes of a tarball, which are the same for the same sources. */
async function pack(): Promise<Buffer> {
  const dir = await mkdtemp(path.join(tmpdir(), "pulumi-aep-release-"));
  try {
    const { code, sources } = await bundlePlugin();
    const copied = ["plugin/pulumi-resource-aep", "plugin/pulumi-resource-aep.cmd", "LICENSE"];
    for (const file of copied) await copyFile(path.join(root, file), path.join(dir, path.basename(file)));
    await writeFile(path.join(dir, "main.cjs"), code);
    await writeFile(path.join(dir, "NOTICES.txt"), await noticesOf(sources));
    const names = [...copied.map((file) => path.basename(file)), "main.cjs", "NOTICES.txt"].sort();
    const file = path.join(dir, "plugin.tar.gz");
    await create({ cwd: dir, file, gzip: { level: 9 }, portable: true, noMtime: true }, names);
    return await readFile(file);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

if (require.main === module) {
  const folder = path.join(root, "dist", "release");
  void releasePlugin(folder).then(({ files }) =>
    process.stdout.write(`${files.length} files of the plugin's release written to ${folder}.\n`),
  );
}
