import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Setting } from "../../tools/pulumiCli/setting";
import { userCacheDir } from "../../tools/pulumiCli/setting";
import { oldestPulumiVersion, pulumiVersion } from "../../tools/pulumiCli/version";
import { findPulumi, findRelease, NoPulumiCli } from "../../tools/pulumiCli/find";
import { eventually } from "../worlds/eventually";

const archive = `pulumi-v${pulumiVersion}-linux-x64.tar.gz`;
const checksums = `pulumi-${pulumiVersion}-checksums.txt`;

let folder: string;
let said: string[];
let servers: Server[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "pulumi-cli-"));
  said = [];
  servers = [];
  mkdirSync(inFolder("system"));
  // What the fake programs and the unpacking need, and nothing else that this machine may have.
  for (const name of ["chmod", "gzip", "sleep", "tar"]) {
    symlinkSync(
      execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim(),
      inFolder("system", name),
    );
  }
});

afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  rmSync(folder, { recursive: true, force: true });
});

/** A machine with nothing but what the test puts in `bin`, and a network without Pulumi's hosts. */
function machine(overrides: Partial<Setting> = {}): Partial<Setting> {
  return {
    env: { PATH: [inFolder("bin"), inFolder("system")].join(path.delimiter), HOME: folder },
    platform: "linux",
    arch: "x64",
    cacheDir: inFolder("cache"),
    archiveUrl: "http://127.0.0.1:9/sdk",
    checksumsUrl: "http://127.0.0.1:9/release",
    say: (line) => said.push(line),
    progress: () => undefined,
    ...overrides,
  };
}

function inFolder(...names: string[]): string {
  return path.join(folder, ...names);
}

function script(dir: string, name: string, body: string): void {
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, name), `#!/bin/sh\n${body}\n`);
  chmodSync(path.join(dir, name), 0o755);
}

function fakePulumi(dir: string, version = `v${pulumiVersion}`): string {
  script(dir, "pulumi", `echo ${version}`);
  script(dir, "pulumi-language-nodejs", "exit 0");
  script(dir, "pulumi-resource-pulumi-nodejs", "exit 0");
  return dir;
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Serves a release whose archive holds a fake CLI; `checksum` in place of the right one. */
async function serveRelease(checksum?: string): Promise<string> {
  fakePulumi(inFolder("release", "pulumi"));
  execFileSync("tar", ["-czf", inFolder(archive), "-C", inFolder("release"), "pulumi"]);
  const bytes = readFileSync(inFolder(archive));
  const sum = checksum ?? createHash("sha256").update(bytes).digest("hex");
  return serve((request, response) => {
    if (request.url === `/${archive}`) response.end(bytes);
    else if (request.url === `/v${pulumiVersion}/${checksums}`)
      response.end(`${"0".repeat(64)}  other.zip\n${sum}  ${archive}\n`);
    else response.writeHead(404).end();
  });
}

/** A Go that says its version and, as `go build -o FILE`, writes a fake program of a release. */
function fakeGo(version = "go1.26.8", whenBuilding = "", release = pulumiVersion): void {
  script(
    inFolder("bin"),
    "go",
    `if [ "$1" = version ]; then echo "go version ${version} linux/amd64"; exit; fi
${whenBuilding}
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho v${release}\\n' > "$2"; chmod +x "$2"`,
  );
}

test("takes the CLI on PATH first, without a message", async () => {
  fakePulumi(inFolder("bin"), "v3.250.2");
  await expect(findPulumi(machine())).resolves.toEqual({
    binDir: inFolder("bin"),
    version: "3.250.2",
    source: "PATH",
  });
  expect(said).toEqual([]);
});

test("downloads once, then takes the CLI in the cache", async () => {
  const url = await serveRelease();
  const release = { archiveUrl: url, checksumsUrl: url };
  const first = await findPulumi(machine(release));
  expect(first).toMatchObject({ version: pulumiVersion, source: "download" });
  await expect(findPulumi(machine())).resolves.toEqual({ ...first, source: "cache" });
  expect(readdirSync(inFolder("cache"))).toEqual([path.basename(first.binDir)]);
  expect(existsSync(path.join(first.binDir, archive))).toBe(false);
});

test("two searches at once end in one whole CLI", async () => {
  const url = await serveRelease();
  const release = { archiveUrl: url, checksumsUrl: url };
  const [one, other] = await Promise.all([findPulumi(machine(release)), findPulumi(machine(release))]);
  expect(one.binDir).toBe(other.binDir);
  expect(readdirSync(inFolder("cache"))).toEqual([path.basename(one.binDir)]);
});

test("refuses an archive whose checksum is not the published one, and keeps nothing of it", async () => {
  const url = await serveRelease("f".repeat(64));
  await expect(findPulumi(machine({ archiveUrl: url, checksumsUrl: url }))).rejects.toThrow(NoPulumiCli);
  expect(said.join("\n")).toMatch(/download: .* has SHA-256 [0-9a-f]{64}, published is f{64}/);
  expect(readdirSync(inFolder("cache"))).toEqual([]);
});

test("takes the oldest release that is supported if no current one can be had", async () => {
  const isCurrent = `case "$PWD" in */pulumi-${pulumiVersion}) echo "no such version" >&2; exit 1;; esac`;
  fakeGo("go1.26.8", isCurrent, oldestPulumiVersion);
  await expect(findPulumi(machine())).resolves.toMatchObject({
    version: oldestPulumiVersion,
    source: "build",
  });
  expect(said).toContain(`Pulumi CLI ${pulumiVersion}, build: building pulumi: no such version`);
});

test("builds the CLI with Go if it cannot be downloaded", async () => {
  fakeGo();
  const found = await findPulumi(machine());
  expect(found).toMatchObject({ version: pulumiVersion, source: "build" });
  expect(readdirSync(found.binDir).sort()).toEqual([
    "pulumi",
    "pulumi-language-nodejs",
    "pulumi-resource-pulumi-nodejs",
    "pulumi-resource-pulumi-nodejs.cmd",
  ]);
});

test("says in one line each why every way failed, and how to install a CLI by hand", async () => {
  await expect(findPulumi(machine())).rejects.toThrow(`Install version ${pulumiVersion} by hand`);
  const failures = (version: string, oldestGo: string) => [
    `Pulumi CLI ${version}, cache: none kept in ${inFolder("cache", `pulumi-${version}-linux-x64`)} yet`,
    `Pulumi CLI ${version}, download: 127.0.0.1:9 cannot be reached (ECONNREFUSED)`,
    `Pulumi CLI ${version}, build: no Go on PATH (${oldestGo} or later would build the CLI from source)`,
  ];
  expect(said).toEqual([
    "Pulumi CLI, PATH: no pulumi on PATH",
    ...failures(pulumiVersion, "1.26.6"),
    ...failures(oldestPulumiVersion, "1.25.8"),
  ]);
});

describe("the CLI on PATH is passed over when it", () => {
  const firstReason = async (): Promise<string | undefined> => {
    await expect(findPulumi(machine())).rejects.toThrow(NoPulumiCli);
    return said[0];
  };

  test("is too old", async () => {
    fakePulumi(inFolder("bin"), "v3.99.0");
    await expect(firstReason()).resolves.toMatch(/pulumi is version 3\.99\.0; 3\.230\.0 or later is needed/);
  });

  test("has no Node language host", async () => {
    fakePulumi(inFolder("bin"));
    rmSync(inFolder("bin", "pulumi-language-nodejs"));
    await expect(firstReason()).resolves.toMatch(/cannot run Node programs: no pulumi-language-nodejs/);
  });

  test("ends with an error", async () => {
    script(inFolder("bin"), "pulumi", "exit 3");
    await expect(firstReason()).resolves.toMatch(/pulumi does not run \(3\)/);
  });

  test("prints no version", async () => {
    script(inFolder("bin"), "pulumi", "echo Hello");
    await expect(firstReason()).resolves.toMatch(/pulumi does not say its version/);
  });

  test("does not answer in time", async () => {
    script(inFolder("bin"), "pulumi", "exec sleep 60");
    await expect(findPulumi(machine({ answerTimeLimitMs: 200 }))).rejects.toThrow(NoPulumiCli);
    expect(said[0]).toMatch(/pulumi did not answer within 0\.2 s/);
  });
});

test("replaces a CLI in the cache that no longer works", async () => {
  const url = await serveRelease();
  const release = { archiveUrl: url, checksumsUrl: url };
  const { binDir } = await findPulumi(machine(release));
  writeFileSync(path.join(binDir, "pulumi"), "");
  await expect(findPulumi(machine(release))).resolves.toMatchObject({ binDir, source: "download" });
  expect(said.join("\n")).toMatch(/cache: .*pulumi does not say its version/);
});

test("finds the requested release, whatever is on PATH", async () => {
  const asked = oldestPulumiVersion;
  fakePulumi(inFolder("bin"));
  fakeGo("go1.26.8", "", asked);
  await expect(findRelease(machine({ version: asked }))).resolves.toEqual({
    source: "build",
    version: asked,
    binDir: inFolder("cache", `pulumi-${asked}-linux-x64`),
  });
});

test("names the release that has no Go module", async () => {
  fakeGo();
  await expect(findRelease(machine({ version: "3.1.0" }))).rejects.toThrow(/Install version 3\.1\.0 by hand/);
  expect(said.at(-1)).toBe("Pulumi CLI 3.1.0, build: there is no Go module to build pulumi-3.1.0 with");
});

test("gives up on a host that is silent", async () => {
  const url = await serve(() => undefined);
  await expect(
    findPulumi(machine({ archiveUrl: url, checksumsUrl: url, silenceLimitMs: 200 })),
  ).rejects.toThrow(NoPulumiCli);
  expect(said.join("\n")).toMatch(/download: nothing came from 127\.0\.0\.1:\d+ for 0\.2 s/);
});

test("names the status with which a host refused", async () => {
  const url = await serve((_, response) => response.writeHead(403).end());
  await expect(findPulumi(machine({ checksumsUrl: url }))).rejects.toThrow(NoPulumiCli);
  expect(said.join("\n")).toMatch(/download: .*checksums\.txt is answered 403/);
});

test("does not start a build with a Go that is too old", async () => {
  fakeGo("go1.22.4");
  await expect(findRelease(machine())).rejects.toThrow(NoPulumiCli);
  expect(said.at(-1)).toBe(
    `Pulumi CLI ${pulumiVersion}, build: Go is version 1.22.4; 1.26.6 or later is needed`,
  );
});

test("reports the last line of a failed build, and keeps nothing of it", async () => {
  fakeGo("go1.26.8", "echo 'go: one' >&2; echo 'verifying module: checksum mismatch' >&2; exit 1");
  await expect(findRelease(machine())).rejects.toThrow(NoPulumiCli);
  expect(said.at(-1)).toBe(
    `Pulumi CLI ${pulumiVersion}, build: building pulumi: verifying module: checksum mismatch`,
  );
  expect(readdirSync(inFolder("cache"))).toEqual([]);
});

test("ends a build that takes too long", async () => {
  fakeGo("go1.26.8", "exec sleep 60");
  await expect(findRelease(machine({ buildTimeLimitMs: 300 }))).rejects.toThrow(NoPulumiCli);
  expect(said.at(-1)).toMatch(/build: building pulumi took longer than 0\.3 s/);
});

test("ends its child processes when the search is aborted", async () => {
  fakeGo("go1.26.8", `echo $$ > ${inFolder("pid")}; exec sleep 60`);
  const search = new AbortController();
  const found = findPulumi(machine({ signal: search.signal }));
  const pid = (): number => Number(readFileSync(inFolder("pid"), "utf8"));
  // The file is there before the number is in it.
  await eventually(() => existsSync(inFolder("pid")) && pid() > 0);
  search.abort();
  await expect(found).rejects.toBe(search.signal.reason);
  await expect(ended(pid())).resolves.toBe(true);
  expect(readdirSync(inFolder("cache"))).toEqual([]);
});

async function ended(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

test("keeps its CLIs in the cache folder of the platform", () => {
  expect(userCacheDir({ XDG_CACHE_HOME: "/x" }, "linux")).toBe("/x/pulumi-aep");
  expect(userCacheDir({}, "darwin")).toMatch(/Library\/Caches\/pulumi-aep$/);
  expect(userCacheDir({ LOCALAPPDATA: "L" }, "win32")).toBe(path.join("L", "pulumi-aep", "Cache"));
});

test("each Go module builds the release that its folder names, and the lock file has that of the tests", () => {
  const root = path.join(__dirname, "..", "..");
  for (const version of [pulumiVersion, oldestPulumiVersion])
    expect(readFileSync(path.join(root, `tools/pulumiCli/go/pulumi-${version}/go.mod`), "utf8")).toContain(
      `github.com/pulumi/pulumi/pkg/v3 v${version}`,
    );
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version: string }>;
  };
  expect(lock.packages["node_modules/@pulumi/pulumi"]?.version).toBe(oldestPulumiVersion);
});
