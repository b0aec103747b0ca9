import { readFileSync } from "node:fs";

/** The part of the package.json of `pulumi-aep` that commands use. */
export interface Manifest {
  version: string;
  peerDependencies: Record<string, string>;
}

export const manifest = (): Manifest =>
  JSON.parse(readFileSync(require.resolve("pulumi-aep/package.json"), "utf8")) as Manifest;
