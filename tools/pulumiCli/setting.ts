import { homedir } from "node:os";
import path from "node:path";
import { pulumiVersion } from "./version";

/** What the search for a CLI needs to know of the machine and the user. */
export interface Setting {
  /** The release that is downloaded or built. */
  version: string;
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
  /** As in `process.arch`. */
  arch: string;
  /** The folder of the user in which CLIs are kept. */
  cacheDir: string;
  /** Where the release archives are served. Defaults to Pulumi's own site. */
  archiveUrl: string;
  /** Where the checksums of each release are served. Defaults to Pulumi's releases on GitHub. */
  checksumsUrl: string;
  /** How long a CLI may take to print its version. The first start from a slow disk takes a while. */
  answerTimeLimitMs: number;
  /** How long a download may pause. */
  silenceLimitMs: number;
  /** How long the build of one program may take. */
  buildTimeLimitMs: number;
  /** Shows a line: why a way failed, or which step takes long. */
  say: (line: string) => void;
  /** Shows the progress of a long step. On a terminal it replaces the last such text. */
  progress: (text: string) => void;
  /** Ends the search and the processes that it started. */
  signal: AbortSignal;
}

/** The setting of the running process. */
export function processSetting(signal: AbortSignal): Setting {
  const { env, platform, arch } = process;
  return {
    version: pulumiVersion,
    env,
    platform,
    arch,
    cacheDir: userCacheDir(env, platform),
    archiveUrl: "https://get.pulumi.com/releases/sdk",
    checksumsUrl: "https://github.com/pulumi/pulumi/releases/download",
    answerTimeLimitMs: 20_000,
    silenceLimitMs: 10_000,
    buildTimeLimitMs: 30 * 60_000,
    say: (line) => process.stderr.write(`${line}\n`),
    progress: createProgress(process.stderr),
    signal,
  };
}

/** The folder of this project in the cache folder of the platform. */
export function userCacheDir(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === "win32") {
    return path.join(env.LOCALAPPDATA ?? path.join(homedir(), "AppData", "Local"), "pulumi-aep", "Cache");
  }
  if (platform === "darwin") return path.join(homedir(), "Library", "Caches", "pulumi-aep");
  return path.join(env.XDG_CACHE_HOME || path.join(homedir(), ".cache"), "pulumi-aep");
}

/** On a terminal one line that is rewritten; elsewhere, a line every ten seconds. */
function createProgress(stream: NodeJS.WriteStream): (text: string) => void {
  let last = 0;
  return (text) => {
    const interval = stream.isTTY ? 200 : 10_000;
    if (text !== "" && Date.now() - last < interval) return;
    last = Date.now();
    if (stream.isTTY) stream.write(`\r\x1b[K${text}`);
    else if (text !== "") stream.write(`${text}\n`);
  };
}
