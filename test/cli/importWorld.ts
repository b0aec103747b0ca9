import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { SegmentDefinition } from "../../contract/segments";
import { parquetFiles, profileUnionSchema } from "../../provider/targetDataset/inputs";
import { type LocalAep, startAep } from "./aepExport";

/** What each test of an import has for itself. */
export interface ImportWorld {
  readonly aep: LocalAep;
  /** A folder for the program. */
  readonly dir: string;
  /** Makes a dataset by hand, and returns its id. */
  dataset: (name: string, more?: object) => Promise<string>;
  firstSegment: () => Promise<SegmentDefinition>;
}

/** Opens a world before each test of a file, and closes it after the test. */
export function importWorldForEachTest(): ImportWorld {
  let aep: LocalAep;
  let dir: string;
  beforeEach(async () => {
    dir = mkdtempSync(path.join(tmpdir(), "aep-export-import-"));
    aep = await startAep({ sandboxes: ["dev"], jobSeconds: 60 });
  });
  afterEach(async () => {
    await aep.emulator.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    get aep() {
      return aep;
    },
    get dir() {
      return dir;
    },
    dataset: (name, more = {}) =>
      aep.client.datasets.create({
        name,
        schemaRef: profileUnionSchema,
        fileDescription: parquetFiles,
        ...more,
      }),
    firstSegment: async () => {
      for await (const segment of aep.client.segments.list()) return segment;
      throw new Error("The emulator has no segment.");
    },
  };
}
