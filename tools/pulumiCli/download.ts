import axios from "axios";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { keepInCache } from "./cache";
import type { Setting } from "./setting";

const downloadTimeLimitMs = 15 * 60_000;

/**
 * Downloads the official release into the cache.
 *
 * The archive comes from Pulumi's site, and its SHA-256 from the release's page on GitHub, so an attacker has to change
 * both. The signature of the checksums is not checked.
 */
export function downloadPulumi(setting: Setting): Promise<string> {
  const archive = archiveName(setting);
  return keepInCache(setting, async (dir) => {
    const expected = await publishedChecksum(archive, setting);
    const file = path.join(dir, archive);
    const actual = await save({ url: `${setting.archiveUrl}/${archive}`, file, setting });
    if (actual !== expected) throw new Error(`${archive} has SHA-256 ${actual}, published is ${expected}`);
    await unpack(file, dir, setting);
    await rm(file);
  });
}

function archiveName({ version, platform, arch }: Setting): string {
  const system = { linux: "linux", darwin: "darwin", win32: "windows" }[platform as string];
  if (system === undefined || !["x64", "arm64"].includes(arch)) {
    throw new Error(`Pulumi publishes no CLI for ${platform}-${arch}`);
  }
  return `pulumi-v${version}-${system}-${arch}.${system === "windows" ? "zip" : "tar.gz"}`;
}

async function publishedChecksum(archive: string, setting: Setting): Promise<string> {
  const url = `${setting.checksumsUrl}/v${setting.version}/pulumi-${setting.version}-checksums.txt`;
  const checksums = await receive({ url, setting, consume: text });
  const line = checksums.split("\n").find((line) => line.trim().endsWith(` ${archive}`));
  if (line === undefined) throw new Error(`${url} does not name ${archive}`);
  return line.trim().split(/\s+/)[0] ?? "";
}

/** Downloads a URL into a file, and returns its SHA-256 in hexadecimal digits. */
function save({ url, file, setting }: { url: string; file: string; setting: Setting }): Promise<string> {
  const hash = createHash("sha256");
  let received = 0;
  const consume = async (body: Readable, length: number) => {
    body.on("data", (chunk: Buffer) => {
      hash.update(chunk);
      received += chunk.length;
      setting.progress(
        `Downloading Pulumi ${setting.version}: ${megabytes(received)} of ${megabytes(length)} MB`,
      );
    });
    await pipeline(body, createWriteStream(file));
    return hash.digest("hex");
  };
  return receive({ url, setting, consume }).finally(() => setting.progress(""));
}

interface Reception<T> {
  url: string;
  setting: Setting;
  /** Reads the body. The length is NaN if the server does not give it. */
  consume: (body: Readable, length: number) => Promise<T>;
}

/** Requests a URL. Throws an error if nothing arrives for a while. */
async function receive<T>({ url, setting, consume }: Reception<T>): Promise<T> {
  const { host } = new URL(url);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), setting.silenceLimitMs);
  const signal = AbortSignal.any([setting.signal, silence.signal, AbortSignal.timeout(downloadTimeLimitMs)]);
  try {
    const response = await axios.get<Readable>(url, { responseType: "stream", signal });
    response.data.on("data", () => timer.refresh());
    return await consume(response.data, Number(response.headers["content-length"]));
  } catch (error) {
    setting.signal.throwIfAborted();
    if (silence.signal.aborted)
      throw new Error(`nothing came from ${host} for ${setting.silenceLimitMs / 1000} s`);
    if (signal.aborted) throw new Error(`${url} took longer than ${downloadTimeLimitMs / 60_000} minutes`);
    if (!axios.isAxiosError(error)) throw error;
    if (error.response) throw new Error(`${url} is answered ${error.response.status}`);
    throw new Error(`${host} cannot be reached (${error.code ?? error.message})`);
  } finally {
    clearTimeout(timer);
  }
}

async function unpack(archive: string, dir: string, { env, platform, signal }: Setting): Promise<void> {
  const windows = platform === "win32";
  // Windows may have several tars. The one of the system reads zip files.
  const tar = windows ? path.join(env.SystemRoot ?? "C:\\Windows", "System32", "tar.exe") : "tar";
  const leadingFolders = windows ? 2 : 1;
  await promisify(execFile)(tar, ["-xf", archive, "-C", dir, `--strip-components=${leadingFolders}`], {
    signal,
  });
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
