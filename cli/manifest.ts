import { readFileSync } from "node:fs";

/** The package.json of `pulumi-aep`, as far as a command tells it. */
export interface Manifest {
  version: string;
  peerDependencies: Record<string, string>;
}

export const manifest = (): Manifest =>
  JSON.parse(readFileSync(require.resolve("pulumi-aep/package.json"), "utf8")) as Manifest;
