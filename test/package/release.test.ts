import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { list } from "tar";
import { stringify } from "yaml";
import { releasePlugin, type Release } from "../../tools/release/plugin";
import type { Project } from "../worlds/project";
import { inYamlProject, yamlPair } from "../worlds/yamlProject";

jest.setTimeout(180_000);

const dir = mkdtempSync(path.join(tmpdir(), "pulumi-aep-release-test-"));
const folder = path.join(dir, "release");
const asked: string[] = [];
let release: Release;
let server: Server;
let url: string;

beforeAll(async () => {
  release = await releasePlugin(folder);
  server = createServer(({ url: asking = "/" }, response) => {
    const name = path.basename(asking);
    asked.push(name);
    if (release.files.includes(name)) response.end(readFileSync(path.join(folder, name)));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

beforeEach(() => asked.splice(0));

afterAll(() => {
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

const tarballs = () => release.files.filter((name) => name.endsWith(".tar.gz"));

test("a release has a tarball for each platform, of at most 0.5 MB, and checksums of them", () => {
  expect(tarballs()).toEqual(
    ["linux", "darwin", "windows"].flatMap((os) =>
      ["amd64", "arm64"].map((cpu) => `pulumi-resource-aep-v${release.version}-${os}-${cpu}.tar.gz`),
    ),
  );
  const lines = tarballs().map((name) => {
    const bytes = readFileSync(path.join(folder, name));
    expect(bytes.length).toBeLessThanOrEqual(500_000);
    return `${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`;
  });
  const checksums = `pulumi-resource-aep-v${release.version}-checksums.txt`;
  expect(readFileSync(path.join(folder, checksums), "utf8")).toBe(lines.join(""));
});

test("made again, a release has the same bytes", async () => {
  const again = path.join(dir, "again");
  await releasePlugin(again);
  for (const name of release.files)
    expect(readFileSync(path.join(again, name)).equals(readFileSync(path.join(folder, name)))).toBe(true);
});

test("a tarball holds plain files alone, a wrapper that can be run, and the licenses of what is bundled", async () => {
  const modes: Record<string, number | undefined> = {};
  const types = new Set<string>();
  let notices = "";
  await list({
    file: path.join(folder, tarballs()[0] ?? ""),
    onReadEntry: (entry) => {
      modes[entry.path] = entry.mode;
      types.add(entry.type);
      if (entry.path === "NOTICES.txt") entry.on("data", (chunk) => (notices += chunk.toString()));
    },
  });
  expect(modes).toEqual({
    LICENSE: 0o644,
    "NOTICES.txt": 0o644,
    "main.cjs": 0o644,
    "pulumi-resource-aep": 0o755,
    "pulumi-resource-aep.cmd": 0o644,
  });
  // Pulumi refuses links.
  expect([...types]).toEqual(["File"]);
  for (const name of ["axios", "zod", "@grpc/grpc-js", "@pulumi/pulumi", "google-protobuf"])
    expect(notices).toMatch(new RegExp(`^${name} \\d`, "m"));
});

/** Makes a pair the program, which does not say where the plugin is. */
const writePair = (project: Project): void =>
  project.write("Pulumi.yaml", stringify({ name: "test", runtime: "yaml", ...yamlPair() }));

async function exportsAndDestroys(project: Project): Promise<void> {
  await project.succeed("up", "--yes", "--skip-preview");
  expect(await project.outputs()).toMatchObject({ status: "SUCCEEDED" });
  await project.succeed("up", "--yes", "--skip-preview", "--expect-no-changes");
  await project.succeed("destroy", "--yes", "--skip-preview");
}

test("pulumi plugin install takes the plugin from a server, and a program exports with it", () =>
  inYamlProject(async (project) => {
    writePair(project);
    await project.succeed("plugin", "install", "resource", "aep", release.version, "--server", url);
    expect(tarballs()).toContain(asked[0]);
    await exportsAndDestroys(project);
    expect(asked).toHaveLength(1);
  }));

test("a YAML project that names the package downloads the plugin by itself", () =>
  inYamlProject(async (project) => {
    writePair(project);
    // What `pulumi package add` writes.
    mkdirSync(path.join(project.folder, "sdks", "aep"), { recursive: true });
    project.write(
      `sdks/aep/aep-${release.version}.yaml`,
      stringify({ packageDeclarationVersion: 1, name: "aep", version: release.version, downloadUrl: url }),
    );
    await exportsAndDestroys(project);
    expect(tarballs()).toContain(asked[0]);
  }));
