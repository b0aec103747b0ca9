import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { createApp } from "./app";
import type { Log } from "./http/errors";
import { ActiveFaults, faultsSchema, type Faults } from "./faults/rules";
import { Files } from "./dataAccess/batchFolders";
import { makeFolder } from "./storage/folder";
import { lockFolder } from "./storage/folderLock";
import { JobRunner } from "./exportJobs/runner";
import { ProfileStore } from "./profiles/index";
import type { Quirk } from "./http/quirks";
import { issuesOf } from "./http/requestBody";
import { prepareSandbox } from "./sandboxes/prepare";
import { StartError } from "./startError";
import { Storage } from "./stores";
import { Tokens, type Client } from "./ims/tokens";

export { ProfileError, type ProfileErrorCode } from "./profiles/index";
export type { CallFault, FaultReport, Faults, JobFault } from "./faults/rules";
export { quirkNames, type Quirk } from "./http/quirks";
export { StartError, type StartErrorCode } from "./startError";

/** The credentials that the emulator accepts, and the organization they are for. */
export const localClient: Client = {
  clientId: "local-client",
  clientSecret: "local-secret",
  orgId: "LOCAL@AdobeOrg",
};

/** How an emulator runs. */
export interface EmulatorOptions {
  /** Port on 127.0.0.1. Defaults to 0, a free one. */
  port?: number;
  /**
   * Folder of all state, created if it is missing. Defaults to a temporary one, deleted on close.
   */
  data?: string;
  /**
   * Files of profile records (NDJSON, JSON, CSV or Parquet) for sandbox `prod`. They replace the
   * sample.
   */
  profiles?: readonly string[];
  /** Files of ExperienceEvents for sandbox `prod`. They replace the sample. */
  events?: readonly string[];
  /** Names of the sandboxes besides `prod`. */
  sandboxes?: readonly string[];
  /** A job runs for at least this many seconds. Defaults to 0: as fast as it can. */
  jobSeconds?: number;
  /**
   * Number of jobs that run at the same time. The others wait with the status `NEW`. Defaults to 2.
   */
  concurrency?: number;
  /** An access token is valid for this many seconds. Defaults to 86,400, a day. */
  tokenSeconds?: number;
  /** A token that is accepted although the emulator did not issue it. */
  accessToken?: string;
  /** Variants of the answers to switch on. Defaults to none. */
  quirks?: readonly Quirk[];
  /** Faults to inject from the start. `/emulator/faults` changes them. Defaults to none. */
  faults?: Faults;
  /** Answers milliseconds since 1970. Defaults to the system's clock. */
  clock?: () => number;
  /** Called with every unexpected error. Defaults to ignoring them. */
  log?: Log;
}

/** An emulator that accepts calls. */
export interface Emulator {
  /** Address of all its services, e.g. `http://127.0.0.1:8080`. */
  url: string;
  /** Stops the emulator. The next one on the same data folder runs its unfinished jobs again. */
  close(): Promise<void>;
}

/**
 * Starts an emulator. It accepts calls when the promise resolves.
 *
 * @throws {@link StartError} when the port or the data folder is in use, the data folder cannot be
 * created, or a fault rule is wrong.
 * @throws {@link ProfileError} when a file of records cannot be read.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let undo = opened.pop(); undo; undo = opened.pop()) await undo();
  };
  try {
    const url = await start(options, (undo) => opened.push(undo));
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  options: EmulatorOptions,
  onClose: (undo: () => Promise<void>) => void,
): Promise<string> {
  const { clock = Date.now, log = () => undefined } = options;
  const client = localClient;
  const faults = activeFaults(options.faults);
  const sandboxes = [...new Set(["prod", ...(options.sandboxes ?? [])])];

  const folder = await dataFolder(options.data, onClose);
  const storage = new Storage(join(folder, "state"));
  onClose(() => storage.close());
  onClose(await lockFolder(folder, storage));
  const files = await Files.open({ root: join(folder, "batches"), batches: storage.batches.ids() });
  const profiles = await ProfileStore.open({ folder: join(folder, "profiles"), clock });
  onClose(() => profiles.close());

  const withoutRecords: string[] = [];
  const ownFiles = { profiles: options.profiles ?? [], events: options.events ?? [] };
  for (const sandbox of sandboxes) {
    const loaded = sandbox === "prod" ? ownFiles : { profiles: [], events: [] };
    const setup = { sandbox, files: loaded, orgId: client.orgId, storage, profiles, clock };
    if (await prepareSandbox(setup)) withoutRecords.push(sandbox);
  }

  const { jobSeconds = 0, concurrency = 2, tokenSeconds = 86_400 } = options;
  // Only exports need the sample, and making it takes longer than the rest of the start.
  const recordsLoaded = loadSamples(profiles, withoutRecords);
  const loading = recordsLoaded.catch(log);
  onClose(() => loading);
  const orgId = client.orgId;
  const jobs = new JobRunner({
    storage,
    files,
    profiles,
    recordsLoaded,
    faults,
    sandboxes,
    orgId,
    jobSeconds,
    concurrency,
    clock,
    log,
  });
  onClose(() => jobs.close());
  const tokens = new Tokens({
    key: storage.tokenKey,
    lifetime: tokenSeconds,
    staticToken: options.accessToken,
    clock,
  });
  const quirks = new Set(options.quirks);
  const app = await createApp(
    {
      storage,
      files,
      profiles,
      recordsLoaded: loading,
      jobs,
      tokens,
      client,
      sandboxes,
      quirks,
      faults,
      clock,
    },
    log,
  );
  onClose(() => app.close());
  // Before the emulator listens: a job posted earlier would be mistaken for one of the previous
  // run.
  jobs.recover();
  return listen(app, options.port ?? 0);
}

function activeFaults(faults: Faults = {}): ActiveFaults {
  const { data, error } = faultsSchema.safeParse(faults);
  if (error) throw new StartError("INVALID_FAULTS", `The rules for faults are wrong: ${issuesOf(error)}.`);
  return new ActiveFaults(data);
}

async function loadSamples(profiles: ProfileStore, sandboxes: string[]): Promise<void> {
  for (const sandbox of sandboxes) await profiles.loadSample(sandbox);
}

async function dataFolder(
  data: string | undefined,
  onClose: (undo: () => Promise<void>) => void,
): Promise<string> {
  if (data !== undefined) {
    await makeFolder(data).catch((error: NodeJS.ErrnoException) => {
      throw new StartError(
        "FOLDER_UNUSABLE",
        `Data folder ${data} cannot be made (${error.code}); choose another one.`,
      );
    });
    return data;
  }
  const temporary = await mkdtemp(join(tmpdir(), "aep-emulator-"));
  onClose(() => rm(temporary, { recursive: true, force: true }));
  return temporary;
}

async function listen(app: FastifyInstance, port: number): Promise<string> {
  try {
    return await app.listen({ host: "127.0.0.1", port });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new StartError("PORT_IN_USE", `Port ${port} is in use; choose another one, or 0 for a free one.`);
    }
    throw error;
  }
}
