import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { MergePolicy } from "../../contract/mergePolicies";
import type { SegmentDefinition } from "../../contract/segments";
import { uuidOf } from "../ids";
import { isOwnNamespace, sampleSegments, sampleSourceDatasets, type ProfileStore } from "../profiles/index";
import { newDataset } from "../catalog/newDataset";
import type { CatalogStorage } from "../catalog/storage";
import { newMergePolicy, newSegment } from "../profileConfig/newObjects";
import type { ProfileConfigStorage } from "../profileConfig/storage";
import type { Collection } from "../storage/collection";

const schema = { name: "_xdm.context.profile" };

/** The merge policies that every sandbox starts with. Their ids are always the same. */
const builtInPolicies: MergePolicy[] = [
  {
    id: "0bf16e61-90e9-4204-b8fa-ad250360957b",
    name: "Default Timebased",
    schema,
    identityGraph: { type: "none" },
    attributeMerge: { type: "timestampOrdered" },
    default: true,
  },
  {
    id: "42d4a596-b1c6-46c0-994e-ca5ef1f85130",
    name: "Dataset Precedence",
    schema,
    identityGraph: { type: "none" },
    attributeMerge: { type: "dataSetPrecedence", order: sampleSourceDatasets },
    default: false,
  },
];

/** Paths of the user's NDJSON, JSON, CSV or Parquet files. */
export interface RecordFiles {
  profiles: readonly string[];
  events: readonly string[];
}

/** The objects and file stamps of a sandbox. */
interface SandboxStorage extends CatalogStorage, ProfileConfigStorage {
  /** The stamp of each loaded file. See {@link RecordFile}. */
  loadedFiles: Collection<string>;
}

/** A sandbox to prepare, with the stores to prepare it in. */
export interface SandboxSetup {
  sandbox: string;
  files: RecordFiles;
  orgId: string;
  storage: SandboxStorage;
  profiles: ProfileStore;
  clock: () => number;
}

/**
 * Prepares a sandbox: adds its built-in merge policies, loads the files that it does not hold yet,
 * and adds the segments and source datasets that its records name.
 *
 * @returns whether the caller has to load the sample. Its segments and source datasets are added
 * here already.
 */
export async function prepareSandbox(setup: SandboxSetup): Promise<boolean> {
  addPolicies(setup);
  const { sandbox, files, profiles } = setup;
  if (files.profiles.length + files.events.length > 0) {
    await addRecords(setup);
    addNamedObjects(setup, {
      segments: (await profiles.segments(sandbox))
        .filter(({ segmentNs }) => isOwnNamespace(segmentNs))
        .map(generatedSegment),
      sources: await profiles.sourceDatasets(sandbox),
    });
    return false;
  }
  if (await profiles.hasRecords(sandbox)) return false;
  addNamedObjects(setup, { segments: sampleSegments, sources: sampleSourceDatasets });
  return true;
}

function addPolicies({ sandbox, storage, orgId, clock }: SandboxSetup): void {
  storage.transaction(() => {
    if (!storage.mergePolicies.list(sandbox).next().done) return;
    for (const policy of builtInPolicies) {
      storage.mergePolicies.put(sandbox, policy.id, newMergePolicy({ policy, sandbox, orgId, now: clock() }));
    }
  });
}

async function addRecords({ sandbox, files, storage, profiles }: SandboxSetup): Promise<void> {
  const fresh = {
    profiles: await notYetLoaded(files.profiles, { sandbox, storage }),
    events: await notYetLoaded(files.events, { sandbox, storage }),
  };
  const all = [...fresh.profiles, ...fresh.events];
  if (all.length === 0) return;
  await profiles.load({ sandbox, profiles: paths(fresh.profiles), events: paths(fresh.events) });
  for (const { key, stamp } of all) storage.loadedFiles.put(sandbox, key, stamp);
}

/** A file to load. `stamp` changes when the file changes. */
interface RecordFile {
  path: string;
  key: string;
  stamp: string;
}

/**
 * The files that are new or have changed, so that a restart with the same flags loads no record
 * twice.
 */
async function notYetLoaded(
  files: readonly string[],
  { sandbox, storage }: Pick<SandboxSetup, "sandbox" | "storage">,
): Promise<RecordFile[]> {
  const stamped = await Promise.all(
    files.map(async (file): Promise<RecordFile> => {
      const path = resolve(file);
      const { size, mtimeMs } = await stat(path);
      return { path, key: uuidOf(path), stamp: `${size} ${mtimeMs}` };
    }),
  );
  return stamped.filter(({ key, stamp }) => storage.loadedFiles.get(sandbox, key) !== stamp);
}

function paths(files: RecordFile[]): string[] {
  return files.map(({ path }) => path);
}

/** A segment that only records name. */
function generatedSegment({ segmentId }: { segmentId: string }): SegmentDefinition {
  return { id: segmentId, name: `Segment ${segmentId}`, schema };
}

interface NamedObjects {
  segments: SegmentDefinition[];
  /** Ids of source datasets. */
  sources: string[];
}

/** Adds segments and source datasets that records name, unless they exist. */
function addNamedObjects(
  { sandbox, storage, orgId, clock }: SandboxSetup,
  { segments, sources }: NamedObjects,
): void {
  const [defaultPolicy] = builtInPolicies;
  const now = clock();
  storage.transaction(() => {
    for (const definition of segments) {
      if (storage.segments.get(sandbox, definition.id)) continue;
      const segment = { mergePolicyId: defaultPolicy?.id, ...definition };
      storage.segments.put(sandbox, definition.id, newSegment({ definition: segment, sandbox, orgId, now }));
    }
    for (const id of sources) {
      if (storage.datasets.get(sandbox, id)) continue;
      const body = {
        name: `Source ${id}`,
        schemaRef: {
          id: "https://ns.adobe.com/xdm/context/profile",
          contentType: "application/vnd.adobe.xed+json;version=1",
        },
        tags: { unifiedProfile: ["enabled:true"] },
      };
      storage.datasets.put(sandbox, id, newDataset({ id, body, sandbox, orgId, now }));
    }
  });
}
