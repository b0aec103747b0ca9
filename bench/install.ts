import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** What `npm install pulumi-aep` adds to `@pulumi/pulumi`. */
export interface InstallFigures {
  /** Bytes of files: of the packed pulumi-aep, and of the packages that only it needs. */
  bytes: number;
  /** The other packages with their bytes, the largest first. */
  packages: { name: string; bytes: number }[];
  /** Packages among them that hold or build native code. */
  native: string[];
}

const root = path.join(__dirname, "..");

interface Manifest {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  scripts?: Record<string, string>;
}

/** Measures the packages that are installed in this repository. */
export function measureInstall(): InstallFigures {
  const pulumi = closure(path.join(root, "node_modules", "@pulumi", "pulumi"));
  const own = closure(root);
  own.delete(root);
  const added = [...own].filter((folder) => !pulumi.has(folder));
  const packages = added
    .map((folder) => ({
      name: path.relative(path.join(root, "node_modules"), folder),
      bytes: bytesOf(folder),
    }))
    .sort((one, other) => other.bytes - one.bytes);
  const packed = packedBytes();
  return {
    bytes: packages.reduce((sum, { bytes }) => sum + bytes, packed),
    packages: [{ name: "pulumi-aep", bytes: packed }, ...packages],
    native: added.filter(hasNativeCode).map((folder) => path.basename(folder)),
  };
}

/** The folders of a package and of all its dependencies at run time. */
function closure(folder: string, found = new Set<string>()): Set<string> {
  if (found.has(folder)) return found;
  found.add(folder);
  const { dependencies, optionalDependencies } = manifestOf(folder);
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const needed = resolve(name, folder);
    if (needed !== undefined) closure(needed, found);
  }
  return found;
}

/** The folder in which Node finds a package. Undefined for an optional package that is not installed. */
function resolve(name: string, from: string): string | undefined {
  const folder = path.join(from, "node_modules", name);
  if (existsSync(path.join(folder, "package.json"))) return folder;
  return from === root ? undefined : resolve(name, path.dirname(from));
}

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Manifest;

/** Bytes of the files of a package, without the packages in its node_modules. */
function bytesOf(folder: string): number {
  return filesIn(folder).reduce((sum, file) => sum + statSync(file).size, 0);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesIn(full);
    return entry.isFile() ? [full] : [];
  });
}

function hasNativeCode(folder: string): boolean {
  const files = filesIn(folder);
  return files.some((file) => file.endsWith(".node") || path.basename(file) === "binding.gyp");
}

function packedBytes(): number {
  const output = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", "--silent"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [pack] = JSON.parse(output) as { unpackedSize: number }[];
  return pack?.unpackedSize ?? NaN;
}
