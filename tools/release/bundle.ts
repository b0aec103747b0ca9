import path from "node:path";
import { build } from "esbuild";

const root = path.join(__dirname, "..", "..");

/** The plugin's code in one file, and where it came from. */
export interface Bundle {
  /** A CommonJS module. */
  code: Uint8Array;
  /** The files that are in it, relative to the repository. */
  sources: string[];
}

/** Bundles the plugin with all that it needs of npm. */
export async function bundlePlugin(): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ["plugin/main.cjs"],
    outfile: "main.cjs",
    bundle: true,
    minify: true,
    platform: "node",
    // An old Node has to parse the file to say that it is too old.
    target: "node12",
    logLevel: "warning",
    metafile: true,
    write: false,
    plugins: [
      {
        name: "from source",
        setup: (bundling) =>
          bundling.onResolve({ filter: /\/dist\/provider\/main\.js$/ }, () => ({
            path: path.join(root, "provider", "main.ts"),
          })),
      },
    ],
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error("esbuild made no bundle of plugin/main.cjs.");
  return { code: output.contents, sources: Object.keys(metafile.inputs) };
}
