import { readFileSync } from "node:fs";

/** What the package says of itself. */
export interface Manifest {
  version: string;
  peerDependencies: Record<string, string>;
}

/** Reads the package's own package.json. */
export const manifest = (): Manifest =>
  JSON.parse(readFileSync(require.resolve("pulumi-aep/package.json"), "utf8")) as Manifest;
